/** What a document's bytes were. */
export type DocumentEncoding = "utf-8" | "utf-16" | "windows-1252";

export interface DecodedDocument {
  /** Without its mark. */
  readonly text: string;
  readonly encoding: DocumentEncoding;
}

/**
 * The text of a file's bytes: UTF-8, or UTF-16 when it begins with that mark, as PowerShell's `>` and Notepad write it; with
 * `codePage` else the Western code page of Windows, in which Python writes and reads there. Undefined for what is none.
 */
export function decodeDocument(
  bytes: Uint8Array,
  { codePage = false }: { readonly codePage?: boolean } = {},
): DecodedDocument | undefined {
  const encoding = encodingOf(bytes);
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    return { text, encoding: encoding === "utf-8" ? "utf-8" : "utf-16" };
  } catch {
    const text = codePage ? decodeCodePage(bytes) : undefined;
    return text === undefined ? undefined : { text, encoding: "windows-1252" };
  }
}

function encodingOf([first, second]: Uint8Array): string {
  if (first === 0xff && second === 0xfe) return "utf-16le";
  return first === 0xfe && second === 0xff ? "utf-16be" : "utf-8";
}

/**
 * What Python on a Western Windows makes of the bytes; undefined for what is none of its letters, and for UTF-8 that is
 * damaged or cut: then some of the bytes above 127 stand in whole characters of UTF-8, or the last one begins one.
 */
function decodeCodePage(bytes: Uint8Array): string | undefined {
  if (encodingOf(bytes) !== "utf-8") return undefined;
  const letters = Buffer.from(bytes).toString("latin1");
  // oxlint-disable-next-line no-control-regex -- bytes that the code page has no letter for
  if (/[\u0000\u0081\u008D\u008F\u0090\u009D]/.test(letters)) return undefined;
  if (
    /[\u00C2-\u00DF][\u0080-\u00BF]|[\u00E0-\u00EF][\u0080-\u00BF]{2}|[\u00F0-\u00F4][\u0080-\u00BF]{3}/.test(letters)
  )
    return undefined;
  if (/[\u00C2-\u00F4][\u0080-\u00BF]{0,2}$/.test(letters)) return undefined;
  // Not by TextDecoder: Node 20 takes this code page for Latin-1, where 0x80 to 0x9F are control characters.
  return letters.replaceAll(/[\u0080-\u009F]/g, (letter) => CODE_PAGE[letter.charCodeAt(0) - 0x80] ?? letter);
}

/** Windows's letters from 0x80 to 0x9F; a space stands where it has none. */
const CODE_PAGE = "€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ";
