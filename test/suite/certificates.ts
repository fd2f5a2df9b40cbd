/** Of Node: a file of further authorities, all of which Node 20 reads at each start, before its first line. */
const NODES = "NODE_EXTRA_CA_CERTS";
/** The same file, for those who ask. */
const KEPT = "TESTS_EXTRA_CA_CERTS";

/**
 * Takes the authorities out of the environment of all that is started from here on: a system's 140 of them cost a Node 20 more
 * than its whole start, and what the tests start talks to this machine alone.
 */
export function setCertificatesAside(environment: NodeJS.ProcessEnv = process.env): void {
  const file = environment[NODES];
  if (file === undefined) return;
  environment[KEPT] = file;
  Reflect.deleteProperty(environment, NODES);
}

/** An environment for what asks a registry, whose certificate may need them. */
export function withCertificates(environment: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const file = environment[KEPT];
  return file === undefined ? environment : { ...environment, [NODES]: file };
}
