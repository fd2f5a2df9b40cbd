/**
 * A file's name as text that loses no byte: what is no UTF-8 becomes a lone surrogate, U+DC80 to U+DCFF, as Python has it
 * in `os.listdir`.
 */
export function nameOfBytes(bytes: Uint8Array): string {
  let name = "";
  let rest = Buffer.from(bytes);
  while (rest.length > 0) {
    const length = [1, 2, 3, 4].find((count) => count <= rest.length && isUtf8(rest.subarray(0, count))) ?? 0;
    name += length === 0 ? String.fromCharCode(0xdc00 + (rest[0] ?? 0)) : rest.toString("utf8", 0, length);
    rest = rest.subarray(Math.max(1, length));
  }
  return name;
}

/** The same for a person: bytes that are no UTF-8 as `\xff`, line breaks as `\x0a`. */
export function showName(name: string): string {
  return name.replaceAll(/[\u{DC80}-\u{DCFF}]|\p{Cc}/gu, (letter) => {
    const code = letter.charCodeAt(0);
    return `\\x${(code >= 0xdc00 ? code - 0xdc00 : code).toString(16).padStart(2, "0")}`;
  });
}

/** Whether a name has bytes that are no UTF-8, so that it can't be opened by its text. */
export function isUnreachableName(name: string): boolean {
  return /[\u{DC80}-\u{DCFF}]/u.test(name);
}

function isUtf8(bytes: Buffer): boolean {
  return !bytes.toString("utf8").includes("\uFFFD") || bytes.equals(Buffer.from("\uFFFD"));
}
