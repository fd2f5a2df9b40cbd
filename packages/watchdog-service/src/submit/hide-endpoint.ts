import { HIDDEN, redactUrls, secretsOf } from "@rigline/foundation/redaction";

/** A shorter one would be found in every other word. */
const SHORTEST = 4;

/**
 * Hides an endpoint's secrets in a text: within addresses, and where a service's answer or the system repeats them without
 * the address around them.
 */
export function hideEndpoint(endpoint: string): (text: string) => string {
  const secrets = secretsOf(endpoint).filter((secret) => secret.length >= SHORTEST);
  return (text) => redactUrls(secrets.reduce((hidden, secret) => hidden.replaceAll(secret, HIDDEN), text));
}
