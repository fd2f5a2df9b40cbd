import { DOCUMENT_LIMITS } from "@rigline/foundation/documents";
import { BLANK_OR_END, Cursor, LINE_ENDS, refuseUnprintable } from "./cursor.js";
import { beginsPlain, scanBlock, scanPlain, scanQuoted } from "./scan-scalar.js";
import { scanAnchor, scanDirective, scanTag } from "./scan-tag.js";
import type { Token, TokenKind } from "./token.js";
import { refuseExcess, refuseMissingColon } from "./yaml-complaint.js";

/** How deep a document may nest, and of how many signs and words it may consist: a reader's time grows with them. */
export const MAX_DEPTH = DOCUMENT_LIMITS.depth;
const MAX_TOKENS = 1_000_000;
/** A key and its colon stand in one line, no further apart. */
const LONGEST_KEY = 1024;

/** A word that turns out to be a key when a colon follows. */
interface PossibleKey {
  readonly tokenNumber: number;
  /** It stands where only a key may stand. */
  readonly required: boolean;
  readonly offset: number;
  readonly line: number;
  readonly column: number;
}

/** PyYAML's scanner, in the shape of yaml/scanner.py: its rules are the readers' that manifests are written for. */
export class Scanner {
  private readonly cursor: Cursor;
  private readonly queue: Token[] = [];
  private taken = 0;
  private done = false;
  private readonly brackets: string[] = [];
  private indent = -1;
  private readonly indents: number[] = [];
  private keyAllowed = true;
  /** By how many brackets are open. */
  private readonly possibleKeys = new Map<number, PossibleKey>();

  constructor(text: string) {
    refuseUnprintable(text);
    this.cursor = new Cursor(text);
  }

  peek(): Token {
    while (this.needsMore()) this.fetch();
    return this.queue[0] ?? { kind: "end", offset: this.cursor.offset };
  }

  next(): Token {
    const token = this.peek();
    this.queue.shift();
    this.taken += 1;
    if (this.taken > MAX_TOKENS) refuseExcess(`it has more than ${MAX_TOKENS} words and signs`, token.offset);
    return token;
  }

  private needsMore(): boolean {
    if (this.done) return false;
    if (this.queue.length === 0) return true;
    this.dropStaleKeys();
    let first = Infinity;
    for (const { tokenNumber } of this.possibleKeys.values()) first = Math.min(first, tokenNumber);
    return first === this.taken;
  }

  private fetch(): void {
    const { cursor } = this;
    this.goToNextToken();
    this.dropStaleKeys();
    this.unwind(cursor.column);
    const character = cursor.peek();
    if (cursor.offset >= cursor.text.length) return this.fetchEnd();
    if (character === "%" && cursor.column === 0) return this.fetchDirective();
    if (cursor.isAtDocumentSign()) return this.fetchDocumentSign();
    if (character === "[" || character === "{") return this.fetchOpening(character);
    if (character === "]" || character === "}") return this.fetchClosing(character);
    if (character === ",") return this.fetchComma();
    const standsAlone = cursor.isAt(BLANK_OR_END, 1);
    if (character === "-" && standsAlone) return this.fetchDash();
    if (character === "?" && (this.inFlow || standsAlone)) return this.fetchQuestion();
    if (character === ":" && (this.inFlow || standsAlone)) return this.fetchColon();
    this.fetchNodePart(character, standsAlone);
  }

  private fetchNodePart(character: string, standsAlone: boolean): void {
    const { cursor } = this;
    const { offset } = cursor;
    if ((character === "|" || character === ">") && !this.inFlow) {
      this.keyAllowed = true;
      this.dropPossibleKey();
      this.queue.push({ kind: "scalar", offset, plain: false, text: scanBlock(cursor, this.indent) });
      return;
    }
    if (!"*&!'\"".includes(character) && !beginsPlain(character, { standsAlone, inFlow: this.inFlow }))
      cursor.refuseCharacter();
    this.savePossibleKey();
    this.keyAllowed = false;
    if (character === "*") this.queue.push({ kind: "alias", offset, text: scanAnchor(cursor) });
    else if (character === "&") this.queue.push({ kind: "anchor", offset, text: scanAnchor(cursor) });
    else if (character === "!") this.queue.push({ kind: "tag", offset, tag: scanTag(cursor) });
    else if (character === "'" || character === '"')
      this.queue.push({ kind: "scalar", offset, plain: false, text: scanQuoted(cursor) });
    else {
      const { text, overLines } = scanPlain(cursor, { indent: this.indent + 1, inFlow: this.inFlow });
      this.keyAllowed = overLines;
      this.queue.push({ kind: "scalar", offset, plain: true, text });
    }
  }

  private get inFlow(): boolean {
    return this.brackets.length > 0;
  }

  private goToNextToken(): void {
    const { cursor } = this;
    if (cursor.offset === 0 && cursor.peek() === "\uFEFF") cursor.take(1);
    while (true) {
      cursor.takeWhile(" ");
      if (cursor.peek() === "#") cursor.takeWhile(LINE_ENDS, false);
      if (cursor.takeLineEnd() === "") return;
      if (!this.inFlow) this.keyAllowed = true;
    }
  }

  private dropStaleKeys(): void {
    for (const [level, key] of this.possibleKeys) {
      if (key.line === this.cursor.line && this.cursor.offset - key.offset <= LONGEST_KEY) continue;
      if (key.required) refuseMissingColon(key.offset);
      this.possibleKeys.delete(level);
    }
  }

  private savePossibleKey(): void {
    if (!this.keyAllowed) return;
    this.dropPossibleKey();
    const { offset, line, column } = this.cursor;
    const tokenNumber = this.taken + this.queue.length;
    const required = !this.inFlow && this.indent === column;
    this.possibleKeys.set(this.brackets.length, { tokenNumber, required, offset, line, column });
  }

  private dropPossibleKey(): void {
    const key = this.possibleKeys.get(this.brackets.length);
    if (key?.required === true) refuseMissingColon(key.offset);
    this.possibleKeys.delete(this.brackets.length);
  }

  private unwind(column: number): void {
    if (this.inFlow) return;
    while (this.indent > column) {
      this.indent = this.indents.pop() ?? -1;
      this.queue.push({ kind: "block end", offset: this.cursor.offset });
    }
  }

  private addIndent(column: number): boolean {
    if (this.indent >= column) return false;
    this.indents.push(this.indent);
    this.indent = column;
    if (this.indents.length > MAX_DEPTH) refuseExcess(`it nests more than ${MAX_DEPTH} deep`, this.cursor.offset);
    return true;
  }

  private fetchEnd(): void {
    this.unwind(-1);
    this.dropPossibleKey();
    this.possibleKeys.clear();
    this.queue.push({ kind: "end", offset: this.cursor.offset });
    this.done = true;
  }

  private fetchDirective(): void {
    this.unwind(-1);
    this.dropPossibleKey();
    this.keyAllowed = false;
    const { offset } = this.cursor;
    this.queue.push({ kind: "directive", offset, directive: scanDirective(this.cursor) });
  }

  private fetchDocumentSign(): void {
    this.unwind(-1);
    this.dropPossibleKey();
    this.keyAllowed = false;
    const { offset } = this.cursor;
    this.queue.push({ kind: this.cursor.take(3) === "---" ? "document start" : "document end", offset });
  }

  private fetchOpening(bracket: "[" | "{"): void {
    this.savePossibleKey();
    this.brackets.push(bracket);
    if (this.brackets.length > MAX_DEPTH)
      refuseExcess(`its brackets nest more than ${MAX_DEPTH} deep`, this.cursor.offset);
    this.keyAllowed = true;
    this.pushSign(bracket);
  }

  private fetchClosing(bracket: "]" | "}"): void {
    this.dropPossibleKey();
    this.brackets.pop();
    this.keyAllowed = false;
    this.pushSign(bracket);
  }

  private fetchComma(): void {
    this.keyAllowed = true;
    this.dropPossibleKey();
    this.pushSign(",");
  }

  private fetchDash(): void {
    if (!this.inFlow) this.beginBlock("list start", "an entry of a list may not stand here");
    this.keyAllowed = true;
    this.dropPossibleKey();
    this.pushSign("-");
  }

  private fetchQuestion(): void {
    if (!this.inFlow) this.beginBlock("mapping start", "a key may not stand here");
    this.keyAllowed = !this.inFlow;
    this.dropPossibleKey();
    this.pushSign("?");
  }

  private fetchColon(): void {
    const key = this.possibleKeys.get(this.brackets.length);
    if (key === undefined) {
      if (!this.inFlow) this.beginBlock("mapping start", "a second `: ` may not stand in a line's value");
      this.keyAllowed = !this.inFlow;
      this.dropPossibleKey();
    } else {
      this.possibleKeys.delete(this.brackets.length);
      const at = key.tokenNumber - this.taken;
      this.queue.splice(at, 0, { kind: "?", offset: key.offset });
      if (!this.inFlow && this.addIndent(key.column))
        this.queue.splice(at, 0, { kind: "mapping start", offset: key.offset });
      this.keyAllowed = false;
    }
    this.pushSign(":");
  }

  private beginBlock(kind: "list start" | "mapping start", objection: string): void {
    const { cursor } = this;
    if (!this.keyAllowed) cursor.refuse(objection, "If it is part of a text, put the text in quotes.");
    if (this.addIndent(cursor.column)) this.queue.push({ kind, offset: cursor.offset });
  }

  private pushSign(kind: TokenKind): void {
    const { offset } = this.cursor;
    this.cursor.take(1);
    this.queue.push({ kind, offset });
  }
}
