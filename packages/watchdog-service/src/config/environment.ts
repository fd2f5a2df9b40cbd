// The only reader of process.env in this package.

/** The variable TZ. */
export function readZoneVariable(): string | undefined {
  return process.env["TZ"];
}

/** All of them: among them stand those that name proxies, and a daemon that is started again has the same. */
export function readVariables(): Readonly<Record<string, string | undefined>> {
  return process.env;
}

const CERTIFICATES_OF_DAEMON = "DAEMON_EXTRA_CA_CERTS";

/**
 * A worker's, which seldom connects to anything: certificates of an institute's own, all of which Node 20 reads before it runs a line, it
 * starts without, and is told where they are.
 */
export function readWorkerVariables(): Readonly<Record<string, string | undefined>> {
  const certificates = readCertificatesPlace();
  return { ...process.env, NODE_EXTRA_CA_CERTS: undefined, [CERTIFICATES_OF_DAEMON]: certificates };
}

/** The file with an institute's own certificates; undefined: it has none. */
export function readCertificatesPlace(): string | undefined {
  return process.env["NODE_EXTRA_CA_CERTS"] ?? process.env[CERTIFICATES_OF_DAEMON];
}

/** One that the watch config names. */
export function readVariable(name: string): string | undefined {
  return process.env[name];
}
