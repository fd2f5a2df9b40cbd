import { createRedactor, HIDDEN, hideCredentials, isSecretKey } from "@rigline/foundation/redaction";

export { HIDDEN, isSecretKey };

/** Knows no secret of its own: hides by names and forms alone, for what is told before a config is read. */
const byForm = createRedactor();

/** Hides credentials inside a text: in addresses and their queries. */
export function hideInText(text: string): string {
  return hideCredentials(text);
}

/** A value as it may be shown: values of secret keys hidden at every depth, also in lists of program arguments. */
export function hideSecrets(value: unknown, name = ""): unknown {
  return byForm.hideIn(value, name);
}

/** One line of a file in another format than its key can be read from. */
export function hideSecretsInLine(line: string): string {
  const [, start, name] =
    /^(\s{0,1000}(?:-\s{0,100})?["']?([\w.-]{1,200})["']?\s{0,100}[:=]\s{0,100})/u.exec(line) ?? [];
  return start !== undefined && name !== undefined && isSecretKey(name) && line.length > start.length
    ? start + HIDDEN
    : hideInText(line);
}
