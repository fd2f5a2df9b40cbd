import { formatPath } from "@rigline/foundation/errors";
import { type Document, isAlias, isMap, isScalar, isSeq, type LineCounter, type Node, type Pair } from "yaml";
import type { KeyPlace } from "../layers/config-layer.js";
import { type ConfigPath } from "../layers/config-path.js";

export interface YamlPlaces {
  readonly places: ReadonlyMap<string, KeyPlace>;
  /** Numbers as they were written. */
  readonly texts: ReadonlyMap<string, string>;
}

/** Where each key and each item of a list stands; what is merged in or repeated, where it is written. */
export function findPlaces(document: Document, file: string, lines: LineCounter): YamlPlaces {
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
  visit(document.contents, []);
  return { places, texts };
}

function isMergeKey({ key }: Pair): boolean {
  return (
    isScalar(key) &&
    (key.value === "<<" || typeof key.value === "symbol") &&
    key.type !== "QUOTE_DOUBLE" &&
    key.type !== "QUOTE_SINGLE"
  );
}
