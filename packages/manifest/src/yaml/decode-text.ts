import { yamlError } from "./yaml-errors.js";

/** A manifest that names 20,000 single files has about this size; whatever is larger was not meant for this reader. */
export const MAX_DOCUMENT_BYTES = 4 * 1024 * 1024;

/**
 * The text of a file's bytes: UTF-8, or UTF-16 when it begins with that mark; the mark itself is dropped. Throws
 * DOCUMENT_TOO_LARGE and DOCUMENT_NOT_TEXT.
 */
export function decodeText(content: string | Uint8Array, file: string | undefined): string {
  const where = file === undefined ? {} : { file };
  const size = content.length;
  if (size > MAX_DOCUMENT_BYTES)
    throw yamlError("DOCUMENT_TOO_LARGE", {
      what: `${file ?? "the document"} has ${size} bytes; at most ${MAX_DOCUMENT_BYTES} are read`,
      where,
    });
  const text = typeof content === "string" ? content.replace(/^\uFEFF/, "") : decode(content, file);
  const zero = text.indexOf("\0");
  if (zero >= 0)
    throw yamlError("DOCUMENT_NOT_TEXT", {
      what: `${file ?? "the document"} has a zero byte in line ${lineOf(text, zero)}`,
      where: { ...where, line: lineOf(text, zero) },
      why: "files end in zero bytes when the power fails while they are written",
    });
  return text;
}

function decode(bytes: Uint8Array, file: string | undefined): string {
  try {
    return new TextDecoder(encodingOf(bytes), { fatal: true }).decode(bytes);
  } catch (cause) {
    throw yamlError("DOCUMENT_NOT_TEXT", {
      what: `${file ?? "the document"} is not UTF-8 text`,
      where: file === undefined ? {} : { file },
      why: "its bytes are another encoding, or were damaged or cut",
      cause,
    });
  }
}

function encodingOf([first, second]: Uint8Array): string {
  if (first === 0xff && second === 0xfe) return "utf-16le";
  return first === 0xfe && second === 0xff ? "utf-16be" : "utf-8";
}

function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split("\n").length;
}
