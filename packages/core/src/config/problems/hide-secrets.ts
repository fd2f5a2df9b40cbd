import { isTree } from "../layers/config-tree.js";

export const HIDDEN = "[secret]";

const SECRET_WORD = /^(?:password|passwd|pwd|passphrase|tokens?|secrets?|credentials?|apikey|authorization|cookie)$/u;
const KEY_WORD = /^(?:keys?|keyfile)$/u;
const URL_CREDENTIALS = /([a-z][a-z\d+.-]*:\/\/[^\s/?#:@]*):[^\s/?#@]+@/giu;
const QUERY_SECRET = /([?&](?:[\w-]*(?:token|secret|password|signature|credential)|sig|key|api_?key)=)[^&#\s"']+/giu;
const FLAG = /^--?([\w-]+)(?:=(.+))?$/su;

/** Whether a key's name says that its value must not be shown: password, token, secret, credentials, and keys to something. */
export function isSecretKey(name: string): boolean {
  const words = name
    .replaceAll(/([a-z\d])([A-Z])/gu, "$1_$2")
    .toLowerCase()
    .split(/[^a-z\d]+/u);
  return words.some((word) => SECRET_WORD.test(word)) || KEY_WORD.test(words.at(-1) ?? "");
}

/** Hides credentials inside a text: in URLs and their queries. */
export function hideInText(text: string): string {
  return text.replaceAll(URL_CREDENTIALS, `$1:${HIDDEN}@`).replaceAll(QUERY_SECRET, `$1${HIDDEN}`);
}

/** A value as it may be shown: values of secret keys hidden at every depth, also in lists of program arguments. */
export function hideSecrets(value: unknown, name = ""): unknown {
  if (value === undefined || value === null) return value;
  if (isSecretKey(name)) return HIDDEN;
  if (typeof value === "string") return hideInText(value);
  if (Array.isArray(value)) return hideArguments(value as unknown[]);
  if (!isTree(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, hideSecrets(inner, key)]));
}

/** One line of a file in another format than its key can be read from. */
export function hideSecretsInLine(line: string): string {
  const [, start, name] = /^(\s*(?:-\s*)?["']?([\w.-]+)["']?\s*[:=]\s*)/u.exec(line) ?? [];
  return start !== undefined && name !== undefined && isSecretKey(name) && line.length > start.length
    ? start + HIDDEN
    : hideInText(line);
}

function hideArguments(list: readonly unknown[]): unknown[] {
  let isSecretNext = false;
  return list.map((item) => {
    if (typeof item !== "string") return hideSecrets(item);
    const [, flag, value] = FLAG.exec(item) ?? [];
    const isSecretFlag = flag !== undefined && isSecretKey(flag);
    const shown =
      isSecretNext && flag === undefined
        ? HIDDEN
        : isSecretFlag && value !== undefined
          ? `--${flag}=${HIDDEN}`
          : hideInText(item);
    isSecretNext = isSecretFlag && value === undefined;
    return shown;
  });
}
