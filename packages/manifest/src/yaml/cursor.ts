import { refuseSyntax } from "./yaml-complaint.js";

/** What ends a line to PyYAML, and the end of the text, which the cursor marks with a zero. */
export const LINE_ENDS = "\0\r\n\u0085\u2028\u2029";
export const BLANK_OR_END = `${LINE_ENDS} \t`;

/** Where a scanner stands in a text, and what stands there. */
export class Cursor {
  offset = 0;
  line = 0;
  column = 0;

  constructor(readonly text: string) {}

  /** The character so far ahead; a zero behind the end. */
  peek(ahead = 0): string {
    return this.text[this.offset + ahead] ?? "\0";
  }

  startsWith(prefix: string): boolean {
    return this.text.startsWith(prefix, this.offset);
  }

  /** Whether one of these characters stands so far ahead. */
  isAt(characters: string, ahead = 0): boolean {
    return characters.includes(this.peek(ahead));
  }

  /** Goes ahead within the line, and gives what was gone over. */
  take(length: number): string {
    const taken = this.text.slice(this.offset, this.offset + length);
    this.offset += length;
    // PyYAML counts no column for a byte order mark, wherever it stands.
    this.column += taken.includes("\uFEFF") ? taken.replaceAll("\uFEFF", "").length : length;
    return taken;
  }

  /** Takes as long as the characters are, or are not, of these. */
  takeWhile(characters: string, wanted = true): string {
    let length = 0;
    while (this.isAt(characters, length) === wanted && this.offset + length < this.text.length) length += 1;
    return this.take(length);
  }

  takeMatching(pattern: RegExp): string {
    let length = 0;
    while (pattern.test(this.peek(length))) length += 1;
    return this.take(length);
  }

  /** Goes over a line's end, if one stands here: `\n` for the usual ones, as PyYAML has it. Empty when there is none. */
  takeLineEnd(): string {
    const character = this.peek();
    if (character === "\0" || !LINE_ENDS.includes(character)) return "";
    this.take(this.startsWith("\r\n") ? 2 : 1);
    this.line += 1;
    this.column = 0;
    return character === "\u2028" || character === "\u2029" ? character : "\n";
  }

  /** The rest of a line behind a directive or the sign of a block: nothing, or a comment. */
  takeRestOfLine(what: string): void {
    this.takeWhile(" ");
    if (this.peek() === "#") this.takeWhile(LINE_ENDS, false);
    if (!this.isAt(LINE_ENDS)) this.refuse(`behind ${what} only a comment may stand, not ${this.shown()}`);
    this.takeLineEnd();
  }

  /** At the beginning of a line: `---` or `...`. */
  isAtDocumentSign(): boolean {
    return this.column === 0 && (this.startsWith("---") || this.startsWith("...")) && this.isAt(BLANK_OR_END, 3);
  }

  /** The character here, as errors show it. */
  shown(): string {
    const character = this.peek();
    if (character === "\0") return "the end of the file";
    return LINE_ENDS.includes(character) ? "the end of the line" : JSON.stringify(character);
  }

  /** Of a character that begins nothing. */
  refuseCharacter(): never {
    if (this.peek() === "\t")
      return this.refuse("a tab stands where YAML takes spaces alone", "Put spaces in the place of the tab.");
    return this.refuse(
      `no value begins with ${this.shown()}`,
      "If it is the beginning of a text, put the text in quotes.",
    );
  }

  refuse(what: string, todo?: string): never {
    refuseSyntax(what, this.offset, todo);
  }
}

// oxlint-disable-next-line no-control-regex -- these are the characters that PyYAML refuses
const UNPRINTABLE = /[^\t\n\r\u0020-\u007E\u0085\u00A0-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;

/** Refuses characters that PyYAML refuses to see anywhere in a file, quoted or not. */
export function refuseUnprintable(text: string): void {
  const found = UNPRINTABLE.exec(text);
  if (found === null) return;
  const code = found[0].codePointAt(0) as number;
  refuseSyntax(
    `the control character U+${code.toString(16).toUpperCase().padStart(4, "0")} may not stand in YAML`,
    found.index,
    "Take the character away; in double quotes it can be written as an escape, such as \\x07.",
  );
}
