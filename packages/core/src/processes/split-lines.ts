import { StringDecoder } from "node:string_decoder";

/** Longer lines are handed on in pieces, so that a program that never ends a line can't fill the memory. */
export const LONGEST_LINE = 65_536;

export interface LineSplitter {
  push(bytes: Buffer): void;
  /** The same for many lines at once: the whole lines go on as one text, with LF between them. */
  pushBlock(bytes: Buffer): void;
  /** Hands on what is left after the last line break. */
  end(): void;
}

/**
 * Cuts UTF-8 output into lines at LF, CRLF or CR (progress bars end with it). Characters that arrive in two chunks are put
 * together; bytes that are no UTF-8 become U+FFFD.
 */
export function createLineSplitter(
  onLine: (line: string) => void,
  onBlock: (lines: string) => void = onLine,
): LineSplitter {
  const decoder = new StringDecoder("utf8");
  let rest = "";
  let endedWithReturn = false;

  /** When the CR has already ended its line, the LF that follows is the second half of a CRLF. */
  const continued = (text: string): string => {
    const fresh = endedWithReturn && text.startsWith("\n") ? text.slice(1) : text;
    if (text !== "") endedWithReturn = text.endsWith("\r");
    return fresh;
  };
  const take = (text: string): void => {
    if (text === "") return;
    const lines = continued(text).split(/\r\n|\n|\r/);
    lines[0] = rest + (lines[0] ?? "");
    const unfinished = lines.pop() ?? "";
    for (const line of lines) onLine(handOnPieces(line, onLine));
    rest = handOnPieces(unfinished, onLine);
  };

  const takeBlock = (text: string): void => {
    const fresh = continued(text);
    const plain = fresh.includes("\r") ? fresh.replaceAll(/\r\n|\r/g, "\n") : fresh;
    const end = plain.lastIndexOf("\n");
    if (end === -1) return void (rest = handOnPieces(rest + plain, onLine));
    onBlock(rest + plain.slice(0, end));
    rest = handOnPieces(plain.slice(end + 1), onLine);
  };

  return {
    push: (bytes) => take(decoder.write(bytes)),
    pushBlock: (bytes) => takeBlock(decoder.write(bytes)),
    end: () => {
      take(decoder.end());
      if (rest !== "") onLine(rest);
      rest = "";
    },
  };
}

/** Hands on whole pieces while the line is too long, and returns what is left of it. */
function handOnPieces(line: string, onLine: (line: string) => void): string {
  let left = line;
  while (left.length > LONGEST_LINE) {
    const cut = halvesCharacter(left, LONGEST_LINE) ? LONGEST_LINE - 1 : LONGEST_LINE;
    onLine(left.slice(0, cut));
    left = left.slice(cut);
  }
  return left;
}

/** Whether a cut there would part a character of two code units. */
function halvesCharacter(text: string, at: number): boolean {
  const last = text.charCodeAt(at - 1);
  return last >= 0xd800 && last <= 0xdbff;
}
