// The only reader of process.env in this package.

/** The variable TZ. */
export function readZoneVariable(): string | undefined {
  return process.env["TZ"];
}

/** All of them: among them stand those that name proxies, and a daemon that is started again has the same. */
export function readVariables(): Readonly<Record<string, string | undefined>> {
  return process.env;
}

/** A worker's, which connects to nothing: certificates of an institute's own, all of which Node 20 reads before it runs a line, it does without. */
export function readWorkerVariables(): Readonly<Record<string, string | undefined>> {
  return { ...process.env, NODE_EXTRA_CA_CERTS: undefined };
}

/** One that the watch config names. */
export function readVariable(name: string): string | undefined {
  return process.env[name];
}
