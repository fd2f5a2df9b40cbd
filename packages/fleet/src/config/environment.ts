// The only reader of process.env in this package.

/** One that is named. */
export function fleetVariable(name: string): string | undefined {
  return process.env[name];
}

/** All of them, for programs that are started. */
export function fleetVariables(): Readonly<Record<string, string | undefined>> {
  return process.env;
}
