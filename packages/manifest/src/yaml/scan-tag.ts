import { BLANK_OR_END, LINE_ENDS, type Cursor } from "./cursor.js";

// Anchors, tags and directives as PyYAML's scanner reads them.

const WORD = /^[0-9A-Za-z_-]$/;
const URI = /^[0-9A-Za-z\-;/?:@&=+$,_.!~*'()[\]]$/;

/** The name behind `&` or `*`. */
export function scanAnchor(cursor: Cursor): string {
  cursor.take(1);
  const name = cursor.takeMatching(WORD);
  if (name === "" || !cursor.isAt(`${BLANK_OR_END}?:,]}%@\``))
    cursor.refuse(`the name of an anchor is letters and digits, not ${cursor.shown()}`, QUOTES_CURE);
  return name;
}

const QUOTES_CURE = "If it is meant as text, put it in quotes.";

export interface WrittenTag {
  /** `!`, `!!` or `!name!`; undefined for `!<…>` and a lone `!`. */
  readonly handle: string | undefined;
  readonly suffix: string;
}

export function scanTag(cursor: Cursor): WrittenTag {
  const tag = scanTagItself(cursor);
  if (!cursor.isAt(` ${LINE_ENDS}`)) cursor.refuse(`behind a tag ${cursor.shown()} may not stand`, QUOTES_CURE);
  return tag;
}

function scanTagItself(cursor: Cursor): WrittenTag {
  if (cursor.peek(1) === "<") {
    cursor.take(2);
    const suffix = scanUri(cursor);
    if (cursor.take(1) !== ">") cursor.refuse("a tag that begins with !< ends with >");
    return { handle: undefined, suffix };
  }
  if (cursor.isAt(BLANK_OR_END, 1)) return { handle: undefined, suffix: cursor.take(1) };
  let length = 1;
  while (!cursor.isAt(` ${LINE_ENDS}!`, length)) length += 1;
  const handle = cursor.peek(length) === "!" ? scanHandle(cursor) : cursor.take(1);
  return { handle, suffix: scanUri(cursor) };
}

function scanHandle(cursor: Cursor): string {
  if (cursor.peek() !== "!") cursor.refuse(`a tag begins with !, not ${cursor.shown()}`);
  const begin = cursor.take(1);
  if (cursor.peek() === " ") return begin;
  const name = cursor.takeMatching(WORD);
  if (cursor.peek() !== "!") cursor.refuse(`a tag's handle ends with !, not ${cursor.shown()}`, QUOTES_CURE);
  return begin + name + cursor.take(1);
}

function scanUri(cursor: Cursor): string {
  let uri = "";
  while (true) {
    uri += cursor.takeMatching(URI);
    if (cursor.peek() !== "%") break;
    uri += scanUriEscapes(cursor);
  }
  if (uri === "") cursor.refuse(`a tag needs a name, not ${cursor.shown()}`, QUOTES_CURE);
  return uri;
}

function scanUriEscapes(cursor: Cursor): string {
  const begin = cursor.offset;
  const bytes: number[] = [];
  while (cursor.peek() === "%") {
    cursor.take(1);
    const digits = cursor.text.slice(cursor.offset, cursor.offset + 2);
    if (!/^[0-9A-Fa-f]{2}$/.test(digits)) cursor.refuse("% in a tag needs two hexadecimal digits behind it");
    bytes.push(Number.parseInt(cursor.take(2), 16));
  }
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(new Uint8Array(bytes));
  } catch {
    cursor.offset = begin;
    return cursor.refuse("a tag's escapes are no UTF-8");
  }
}

export type Directive =
  | { readonly name: "YAML"; readonly major: number }
  | { readonly name: "TAG"; readonly handle: string; readonly prefix: string }
  | { readonly name: "other" };

/** A line that begins with `%`. */
export function scanDirective(cursor: Cursor): Directive {
  cursor.take(1);
  const name = cursor.takeMatching(WORD);
  if (name === "" || !cursor.isAt(` ${LINE_ENDS}`))
    cursor.refuse(`a line that begins with % names a directive, not ${cursor.shown()}`, QUOTES_CURE);
  const directive = scanDirectiveValue(cursor, name);
  if (directive.name === "other") cursor.takeWhile(LINE_ENDS, false);
  cursor.takeRestOfLine("a directive");
  return directive;
}

function scanDirectiveValue(cursor: Cursor, name: string): Directive {
  if (name !== "YAML" && name !== "TAG") return { name: "other" };
  cursor.takeWhile(" ");
  if (name === "YAML") {
    const version = cursor.takeMatching(/^[\d.]$/);
    if (!/^\d+\.\d+$/.test(version) || !cursor.isAt(` ${LINE_ENDS}`))
      cursor.refuse("%YAML needs a version such as 1.1");
    return { name, major: Number.parseInt(version, 10) };
  }
  const handle = scanHandle(cursor);
  if (cursor.takeWhile(" ") === "") cursor.refuse("%TAG needs a handle and a prefix");
  const prefix = scanUri(cursor);
  if (!cursor.isAt(` ${LINE_ENDS}`)) cursor.refuse("%TAG needs a handle and a prefix");
  return { name, handle, prefix };
}
