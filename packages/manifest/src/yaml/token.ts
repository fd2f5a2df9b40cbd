import type { Directive, WrittenTag } from "./scan-tag.js";

export type TokenKind =
  | "directive"
  | "document start"
  | "document end"
  | "list start"
  | "mapping start"
  | "block end"
  | "["
  | "]"
  | "{"
  | "}"
  | ","
  | "-"
  | "?"
  | ":"
  | "alias"
  | "anchor"
  | "tag"
  | "scalar"
  | "end";

export interface Token {
  readonly kind: TokenKind;
  readonly offset: number;
  readonly text?: string;
  readonly plain?: boolean;
  readonly tag?: WrittenTag;
  readonly directive?: Directive;
}
