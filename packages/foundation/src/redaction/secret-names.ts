const SECRET_WORD =
  /^(?:password|passwd|pwd|passphrase|tokens?|secrets?|credentials?|apikey|authorization|cookie|signature)$/u;
const KEY_WORD = /^(?:keys?|keyfile)$/u;
const LONGEST_NAME = 200;

/** Whether a key's name says that its value must not be shown: password, token, secret, credentials, and keys to something. */
export function isSecretKey(name: string): boolean {
  const words = name
    .slice(0, LONGEST_NAME)
    .replaceAll(/([a-z\d])([A-Z])/gu, "$1_$2")
    .toLowerCase()
    .split(/[^a-z\d]+/u);
  return words.some((word) => SECRET_WORD.test(word)) || KEY_WORD.test(words.at(-1) ?? "");
}
