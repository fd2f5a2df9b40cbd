// The only reader of process.env in this package.

/** The variable TZ. */
export function readZoneVariable(): string | undefined {
  return process.env["TZ"];
}

/** All of them: among them stand those that name proxies, and a daemon that is started again has the same. */
export function readVariables(): Readonly<Record<string, string | undefined>> {
  return process.env;
}

/** One that the watch config names. */
export function readVariable(name: string): string | undefined {
  return process.env[name];
}
