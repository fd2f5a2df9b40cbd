import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, type Document, type Node } from "yaml";
import type { DocumentPlace } from "../errors/index.js";
import { ComposeFailure, composeValue } from "./compose-value.js";
import { findExcess } from "./bound-tokens.js";
import { decodeText } from "./decode-text.js";
import { PYTHON_TAGS } from "./python-tags.js";
import { yamlError } from "./yaml-errors.js";
import { formatPath, type DocumentPath, type YamlMapping, type YamlValue } from "./yaml-value.js";

export interface ReadOptions {
  /** Named in errors. */
  readonly file?: string;
}

/** A YAML file as PyYAML's safe_load reads it, and where each of its values stands. */
export interface YamlDocument {
  readonly text: string;
  readonly mapping: YamlMapping;
  /** The place of a value, or of the nearest mapping above it that exists. */
  readonly place: (path: DocumentPath) => DocumentPlace;
}

/**
 * Reads a YAML document of keys and values. Differs from safe_load in what it refuses: a key twice in a mapping, and
 * documents built to exhaust a reader. Throws the errors of `yaml-errors.ts`, and nothing else, whatever the content.
 */
export function readDocument(content: string | Uint8Array, { file }: ReadOptions): YamlDocument {
  const text = decodeText(content, file);
  const lines = new LineCounter();
  const at = (offset: number | undefined, path: DocumentPath): DocumentPlace => ({
    ...(file === undefined ? {} : { file }),
    ...(offset === undefined ? {} : position(lines, offset)),
    ...(path.length === 0 ? {} : { path: formatPath(path) }),
  });
  const document = parse(text, lines, at);
  const value = compose(document, at);
  if (value === null)
    throw yamlError("DOCUMENT_EMPTY", { what: `${file ?? "the document"} is empty`, where: at(0, []) });
  if (typeof value !== "object" || Array.isArray(value) || "text" in value)
    throw yamlError("DOCUMENT_NOT_MAPPING", {
      what: `${file ?? "the document"} does not consist of keys and values`,
      where: at(offsetOf(document.contents), []),
    });
  return { text, mapping: value as YamlMapping, place: (path) => at(findOffset(document, path), path) };
}

type At = (offset: number | undefined, path: DocumentPath) => DocumentPlace;

function parse(text: string, lineCounter: LineCounter, at: At): Document.Parsed {
  const excess = findExcess(text);
  if (excess !== undefined) throw tooComplex(excess, at);
  let document: Document.Parsed;
  try {
    document = parseDocument(text, {
      schema: "failsafe",
      customTags: (tags) => [...tags, ...PYTHON_TAGS],
      uniqueKeys: false,
      lineCounter,
      prettyErrors: false,
      logLevel: "error",
    });
  } catch (cause) {
    throw tooComplex("it nests too deep", at, cause);
  }
  const problem = document.errors[0] ?? document.warnings[0];
  // The parser recurses: nesting of thousands ends its stack, which it reports as an error of the document's.
  if (problem?.message.includes("call stack") === true) throw tooComplex("it nests too deep", at);
  if (problem !== undefined)
    throw yamlError("YAML_SYNTAX", { what: inShort(problem.message), where: at(problem.pos[0], []) });
  return document;
}

function compose(document: Document.Parsed, at: At): YamlValue {
  try {
    return composeValue(document);
  } catch (error) {
    if (!(error instanceof ComposeFailure)) throw tooComplex("it nests too deep", at, error);
    const { code, what, path, offset } = error.complaint;
    throw yamlError(code, { what, where: at(offset, path) });
  }
}

function tooComplex(why: string, at: At, cause?: unknown): Error {
  return yamlError("YAML_TOO_COMPLEX", {
    what: `the document is too complex: ${why}`,
    where: at(undefined, []),
    cause,
  });
}

/** The parser quotes what it stumbles over, however long, and names its own functions after a semicolon. */
function inShort(message: string): string {
  const [said = ""] = message.split("; please");
  return said.length <= 160 ? said : `${said.slice(0, 160)}…`;
}

function position(lines: LineCounter, offset: number): { line: number; column: number } {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(line, 1), column: Math.max(col, 1) };
}

function findOffset(document: Document, path: DocumentPath): number | undefined {
  let node: Node | null = document.contents;
  let offset = offsetOf(node);
  for (const part of path) {
    if (isAlias(node)) node = node.resolve(document) ?? null;
    if (isSeq(node)) node = (node.items[Number(part)] as Node | undefined) ?? null;
    else if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.source ?? key.value) === String(part));
      if (pair === undefined) return offset;
      offset = offsetOf(pair.key as Node) ?? offset;
      node = (pair.value as Node | null) ?? null;
    } else return offset;
    offset = isScalar(node) || isSeq(node) || isMap(node) ? (keyOrValue(offset, node) ?? offset) : offset;
  }
  return offset;
}

/** A scalar is pointed at itself, a collection by the key that it belongs to. */
function keyOrValue(key: number | undefined, node: Node): number | undefined {
  return isScalar(node) && node.range !== undefined && node.source !== "" ? offsetOf(node) : key;
}

function offsetOf(node: Node | null | undefined): number | undefined {
  return node?.range?.[0];
}
