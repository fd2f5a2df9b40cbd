// The only reader of process.env in this package.

/** The variable TZ. */
export function readZoneVariable(): string | undefined {
  return process.env["TZ"];
}

/** Where the variables stand that name proxies. */
export function readProxyVariables(): Readonly<Record<string, string | undefined>> {
  return process.env;
}

/** One that the watch config names. */
export function readVariable(name: string): string | undefined {
  return process.env[name];
}
