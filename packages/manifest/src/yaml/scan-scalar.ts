import { BLANK_OR_END, LINE_ENDS, type Cursor } from "./cursor.js";

// Scalars as PyYAML's scanner reads them: scan_plain, scan_flow_scalar, scan_block_scalar.

const ESCAPES: Readonly<Record<string, string>> = {
  "0": "\0",
  a: "\u0007",
  b: "\b",
  t: "\t",
  "\t": "\t",
  n: "\n",
  v: "\v",
  f: "\f",
  r: "\r",
  e: "\u001B",
  " ": " ",
  '"': '"',
  "\\": "\\",
  "/": "/",
  N: "\u0085",
  _: "\u00A0",
  L: "\u2028",
  P: "\u2029",
};
const CODE_LENGTHS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };
const PATH_CURE = "Write a path with / or in single quotes: in double quotes a backslash begins an escape.";

/** What a plain scalar is, and whether it ended at a line's end (a key may follow there). */
export function scanPlain(
  cursor: Cursor,
  { indent, inFlow }: { readonly indent: number; readonly inFlow: boolean },
): { readonly text: string; readonly overLines: boolean } {
  let text = "";
  let blanks = "";
  let overLines = false;
  while (cursor.peek() !== "#") {
    const part = cursor.take(plainLength(cursor, inFlow));
    if (part === "") break;
    text += blanks + part;
    overLines = false;
    const spaces = cursor.takeWhile(" ");
    blanks = spaces;
    if (cursor.peek() !== "\0" && cursor.isAt(LINE_ENDS)) {
      overLines = true;
      const folded = foldPlain(cursor);
      if (folded === undefined) break;
      blanks = folded;
    }
    if (blanks === "" || (!inFlow && cursor.column < indent)) break;
  }
  return { text, overLines };
}

function plainLength(cursor: Cursor, inFlow: boolean): number {
  for (let length = 0; ; length += 1) {
    if (cursor.isAt(BLANK_OR_END, length)) return length;
    if (inFlow && cursor.isAt(",?[]{}", length)) return length;
    if (cursor.peek(length) === ":" && cursor.isAt(inFlow ? `${BLANK_OR_END},[]{}` : BLANK_OR_END, length + 1))
      return length;
  }
}

/** The line ends within a plain scalar as text; undefined where the document ends. */
function foldPlain(cursor: Cursor): string | undefined {
  const first = cursor.takeLineEnd();
  let breaks = "";
  if (cursor.isAtDocumentSign()) return undefined;
  while (cursor.peek() !== "\0" && cursor.isAt(` ${LINE_ENDS}`)) {
    if (cursor.takeWhile(" ") !== "") continue;
    breaks += cursor.takeLineEnd();
    if (cursor.isAtDocumentSign()) return undefined;
  }
  return fold(first, breaks);
}

function fold(first: string, breaks: string): string {
  if (first !== "\n") return first + breaks;
  return breaks === "" ? " " : breaks;
}

export function scanQuoted(cursor: Cursor): string {
  const begin = cursor.offset;
  const quote = cursor.take(1);
  const parts: string[] = [];
  while (true) {
    parts.push(cursor.takeWhile(`'"\\${BLANK_OR_END}`, false));
    const character = cursor.peek();
    if (character === quote) {
      if (quote === '"' || cursor.peek(1) !== "'") break;
      cursor.take(2);
      parts.push("'");
    } else if (character === "\\" && quote === '"') parts.push(scanEscape(cursor));
    else if (character === "'" || character === '"' || character === "\\") parts.push(cursor.take(1));
    else parts.push(scanQuotedBlanks(cursor, begin));
  }
  cursor.take(1);
  return parts.join("");
}

function scanEscape(cursor: Cursor): string {
  cursor.take(1);
  const letter = cursor.peek();
  const replacement = ESCAPES[letter];
  // The zero of a text's end is not the escape of that name.
  if (replacement !== undefined && letter !== "\0") {
    cursor.take(1);
    return replacement;
  }
  const length = CODE_LENGTHS[letter];
  if (length !== undefined) return scanCode(cursor, length);
  if (letter === "\0" || !LINE_ENDS.includes(letter))
    cursor.refuse(`in double quotes \\${letter === "\0" ? "" : letter} is no escape that YAML knows`, PATH_CURE);
  cursor.takeLineEnd();
  return takeBreaks(cursor);
}

function scanCode(cursor: Cursor, length: number): string {
  const letter = cursor.take(1);
  const digits = cursor.text.slice(cursor.offset, cursor.offset + length);
  if (digits.length !== length || !/^[0-9A-Fa-f]+$/.test(digits))
    cursor.refuse(`in double quotes \\${letter} needs ${length} hexadecimal digits behind it`, PATH_CURE);
  const code = Number.parseInt(digits, 16);
  if (code > 0x10_ff_ff) cursor.refuse(`there is no character with the number ${digits}`);
  cursor.take(length);
  return String.fromCodePoint(code);
}

function scanQuotedBlanks(cursor: Cursor, begin: number): string {
  const spaces = cursor.takeWhile(" \t");
  if (cursor.peek() === "\0") {
    const lines = cursor.text.slice(0, begin).split("\n").length;
    cursor.refuse(`the quote that begins in line ${lines} is not closed`);
  }
  if (!cursor.isAt(LINE_ENDS)) return spaces;
  const first = cursor.takeLineEnd();
  return fold(first, takeBreaks(cursor));
}

/** Lines of blanks alone, within quotes. */
function takeBreaks(cursor: Cursor): string {
  let breaks = "";
  while (true) {
    if (cursor.isAtDocumentSign()) cursor.refuse("a quote is not closed before the document's end");
    cursor.takeWhile(" \t");
    const end = cursor.takeLineEnd();
    if (end === "") return breaks;
    breaks += end;
  }
}

/** A block behind `|` or `>`. `outer`: the indentation of what it belongs to. */
export function scanBlock(cursor: Cursor, outer: number): string {
  const folded = cursor.take(1) === ">";
  const { keep, width } = scanIndicators(cursor);
  cursor.takeRestOfLine("the sign of a block");
  const least = Math.max(outer + 1, 1);
  const [first, widest] = width === undefined ? measureIndentation(cursor) : ["", 0];
  const indent = width === undefined ? Math.max(least, widest) : least + width - 1;
  let breaks = first + takeBlankLines(cursor, indent);
  let lineEnd = "";
  const parts: string[] = [];
  while (cursor.column === indent && cursor.peek() !== "\0") {
    const startsWithText = !cursor.isAt(" \t");
    parts.push(breaks, cursor.takeWhile(LINE_ENDS, false));
    lineEnd = cursor.takeLineEnd();
    breaks = takeBlankLines(cursor, indent);
    if (cursor.column !== indent || cursor.peek() === "\0") break;
    const joins = folded && lineEnd === "\n" && startsWithText && !cursor.isAt(" \t");
    if (!joins) parts.push(lineEnd);
    else if (breaks === "") parts.push(" ");
  }
  if (keep !== "-") parts.push(lineEnd);
  if (keep === "+") parts.push(breaks);
  return parts.join("");
}

function scanIndicators(cursor: Cursor): { readonly keep: string; readonly width: number | undefined } {
  const before = takeSign(cursor);
  const digit = /\d/.test(cursor.peek()) ? cursor.take(1) : "";
  const keep = before === "" && digit !== "" ? takeSign(cursor) : before;
  if (digit === "0") cursor.refuse("a block's indentation is 1 to 9 wide");
  if (!cursor.isAt(` ${LINE_ENDS}`)) cursor.refuse(`behind the sign of a block ${cursor.shown()} may not stand`);
  return { keep, width: digit === "" ? undefined : Number(digit) };
}

function takeSign(cursor: Cursor): string {
  return cursor.isAt("+-") ? cursor.take(1) : "";
}

function measureIndentation(cursor: Cursor): [breaks: string, widest: number] {
  let breaks = "";
  let widest = 0;
  while (cursor.peek() !== "\0" && cursor.isAt(` ${LINE_ENDS}`)) {
    if (cursor.peek() === " ") {
      cursor.takeWhile(" ");
      widest = Math.max(widest, cursor.column);
    } else breaks += cursor.takeLineEnd();
  }
  return [breaks, widest];
}

function takeBlankLines(cursor: Cursor, indent: number): string {
  let breaks = "";
  while (true) {
    while (cursor.column < indent && cursor.peek() === " ") cursor.take(1);
    const end = cursor.takeLineEnd();
    if (end === "") return breaks;
    breaks += end;
  }
}

/** Whether a plain scalar may begin with this character; `standsAlone`: a blank or the end follows it. */
export function beginsPlain(
  character: string,
  { standsAlone, inFlow }: { readonly standsAlone: boolean; readonly inFlow: boolean },
): boolean {
  if (!`${BLANK_OR_END}-?:,[]{}#&*!|>'"%@\``.includes(character)) return true;
  return !standsAlone && (character === "-" || (!inFlow && (character === "?" || character === ":")));
}
