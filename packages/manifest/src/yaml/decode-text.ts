import { yamlError } from "./yaml-errors.js";

/** A manifest that names 20,000 single files has about this size; whatever is larger was not meant for this reader. */
export const MAX_DOCUMENT_BYTES = 4 * 1024 * 1024;

export interface DecodedText {
  readonly text: string;
  readonly encoding: "utf-8" | "utf-16" | "windows-1252" | "text";
}

/**
 * The text of a file's bytes: UTF-8, UTF-16 when it begins with that mark, else the Western code page of Windows, in which
 * Python writes and reads there; a mark is dropped. Throws DOCUMENT_TOO_LARGE and DOCUMENT_NOT_TEXT.
 */
export function decodeText(content: string | Uint8Array, file: string | undefined): DecodedText {
  const where = file === undefined ? {} : { file };
  const size = content.length;
  if (size > MAX_DOCUMENT_BYTES)
    throw yamlError("DOCUMENT_TOO_LARGE", {
      what: `${file ?? "the document"} has ${size} bytes; at most ${MAX_DOCUMENT_BYTES} are read`,
      where,
    });
  const decoded: DecodedText =
    typeof content === "string" ? { text: content.replace(/^\uFEFF/, ""), encoding: "text" } : decode(content, file);
  const zero = decoded.text.indexOf("\0");
  if (zero >= 0)
    throw yamlError("DOCUMENT_NOT_TEXT", {
      what: `${file ?? "the document"} has a zero byte in line ${lineOf(decoded.text, zero)}`,
      where: { ...where, line: lineOf(decoded.text, zero) },
      why: "files end in zero bytes when the power fails while they are written",
    });
  return decoded;
}

function decode(bytes: Uint8Array, file: string | undefined): DecodedText {
  try {
    const encoding = encodingOf(bytes);
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    return { text, encoding: encoding === "utf-8" ? "utf-8" : "utf-16" };
  } catch (cause) {
    const text = decodeCodePage(bytes);
    if (text !== undefined) return { text, encoding: "windows-1252" };
    throw yamlError("DOCUMENT_NOT_TEXT", {
      what: `${file ?? "the document"} is not UTF-8 text`,
      where: file === undefined ? {} : { file },
      why: "its bytes are another encoding (UTF-8, UTF-16 with its mark, and Windows's code page 1252 are read), or were damaged or cut",
      cause,
    });
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

function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split("\n").length;
}
