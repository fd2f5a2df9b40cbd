import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, type Pair, parseDocument } from "yaml";
import { configError } from "../config-errors.js";
import type { KeyPlace } from "../layers/config-layer.js";
import { type ConfigPath, formatPath } from "../layers/config-path.js";
import { snippetAt } from "../problems/snippet.js";

/** A file's values with the place of every key. */
export interface ParsedFile {
  readonly file: string;
  readonly values: unknown;
  readonly places: ReadonlyMap<string, KeyPlace>;
  readonly texts: ReadonlyMap<string, string>;
}

/** Reads YAML 1.2, of which JSON is a part. Merge keys (`<<`) work; a key written twice is an error. Throws CONFIG_SYNTAX. */
export function parseYaml(file: string, content: string): ParsedFile {
  const lines = new LineCounter();
  const document = parseDocument(content, { lineCounter: lines, merge: true, prettyErrors: false });
  const [failure] = document.errors;
  if (failure !== undefined) throw syntaxError(file, content, lines.linePos(failure.pos[0]), failure.message, failure);
  const places = new Map<string, KeyPlace>();
  const texts = new Map<string, string>();
  const place = (node: unknown, path: ConfigPath): void => {
    const offset = (node as Node | undefined)?.range?.[0];
    if (offset === undefined) return;
    const { line, col } = lines.linePos(offset);
    places.set(formatPath(path), { name: file, line, column: col });
  };
  const visit = (node: unknown, path: ConfigPath): void => {
    if (isAlias(node)) visit(node.resolve(document), path);
    else if (isMap(node)) visitPairs(node.items, path);
    else if (isSeq(node)) for (const [index, item] of node.items.entries()) visitItem(item, [...path, index]);
    else if (isScalar(node) && typeof node.value === "number" && node.source !== undefined)
      texts.set(formatPath(path), node.source);
  };
  const visitItem = (item: unknown, path: ConfigPath): void => {
    place(item, path);
    visit(item, path);
  };
  const visitPairs = (pairs: readonly Pair[], path: ConfigPath): void => {
    const merges = pairs.filter(isMergeKey);
    // What is merged in comes first, so that keys of the map's own take its place.
    for (const { value } of merges) for (const merged of isSeq(value) ? value.items : [value]) visit(merged, path);
    for (const pair of pairs) {
      if (isMergeKey(pair)) continue;
      const inner = [...path, String(isScalar(pair.key) ? pair.key.value : pair.key)];
      place(pair.key, inner);
      visit(pair.value, inner);
    }
  };
  const values = readValues(file, content, document);
  visit(document.contents, []);
  return { file, values, places, texts };
}

function isMergeKey({ key }: Pair): boolean {
  return (
    isScalar(key) &&
    (key.value === "<<" || typeof key.value === "symbol") &&
    key.type !== "QUOTE_DOUBLE" &&
    key.type !== "QUOTE_SINGLE"
  );
}

/** Aliases that would grow without bounds, or that stand for nothing, are found only here. */
function readValues(file: string, content: string, document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 }) as unknown;
  } catch (error) {
    throw syntaxError(file, content, undefined, error instanceof Error ? error.message : String(error), error);
  }
}

function syntaxError(
  file: string,
  content: string,
  at: { line: number; col: number } | undefined,
  message: string,
  cause: unknown,
): Error {
  const reason = message.trim().replace(/:$/u, "");
  return configError("CONFIG_SYNTAX", {
    what: `${file} can't be read as ${file.endsWith(".json") ? "JSON" : "YAML"}: ${reason}`,
    where: at === undefined ? { file } : { file, line: at.line, column: at.col },
    ...(at === undefined ? {} : { why: snippetAt(content, at.line, at.col) }),
    cause,
  });
}
