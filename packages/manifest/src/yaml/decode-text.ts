import { decodeDocument, DOCUMENT_LIMITS, type DocumentEncoding } from "@rigline/foundation/documents";
import { yamlError } from "./yaml-errors.js";

export interface DecodedText {
  readonly text: string;
  /** `text` when no bytes were given. */
  readonly encoding: DocumentEncoding | "text";
}

/**
 * The text of a file's bytes: UTF-8, UTF-16 when it begins with that mark, else the Western code page of Windows, in which
 * Python writes and reads there; a mark is dropped. Throws DOCUMENT_TOO_LARGE and DOCUMENT_NOT_TEXT.
 */
export function decodeText(content: string | Uint8Array, file: string | undefined): DecodedText {
  const where = file === undefined ? {} : { file };
  const size = content.length;
  if (size > DOCUMENT_LIMITS.bytes)
    throw yamlError("DOCUMENT_TOO_LARGE", {
      what: `${file ?? "the document"} has ${size} bytes; at most ${DOCUMENT_LIMITS.bytes} are read`,
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
  const decoded = decodeDocument(bytes, { codePage: true });
  if (decoded !== undefined) return decoded;
  throw yamlError("DOCUMENT_NOT_TEXT", {
    what: `${file ?? "the document"} is not UTF-8 text`,
    where: file === undefined ? {} : { file },
    why: "its bytes are another encoding (UTF-8, UTF-16 with its mark, and Windows's code page 1252 are read), or were damaged or cut",
  });
}

function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split("\n").length;
}
