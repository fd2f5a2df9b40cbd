import { formatPath } from "@rigline/foundation/errors";
import { type ConfigPath, pathBelow, pathsAround } from "./config-path.js";
import { type ConfigTree, getAt, isTree } from "./config-tree.js";

/** Where a key is written. */
export interface KeyPlace {
  /** The file, the variable or the flag. */
  readonly name: string;
  readonly line?: number;
  readonly column?: number;
}

/** Where one value came from, as `rigline config explain` prints it. */
export interface ValueSource {
  /** `flag`, `init` (a plugin entry's `with`), `file`, `environment`, `dotenv`, `secret` or `default`. */
  readonly kind: "flag" | "init" | "file" | "environment" | "dotenv" | "secret" | "default";
  /** The file, the variable or the flag. */
  readonly name: string;
  readonly line?: number;
  readonly column?: number;
  readonly value: unknown;
}

/** One source of values, before it is merged with the others. */
export interface ConfigLayer {
  readonly kind: ValueSource["kind"];
  /** For keys that have no place of their own. */
  readonly name: string;
  readonly tree: ConfigTree;
  /** By path, as formatPath writes it. */
  readonly places: ReadonlyMap<string, KeyPlace>;
  /** What was written, for values that reading has already turned into something else: `000123`, `{"a":1}`. */
  readonly texts: ReadonlyMap<string, string>;
  /**
   * - `typed`: numbers are numbers, as in YAML 1.2 and in a program.
   * - `text`: all values are text: environment, secret files, flags.
   * - `yaml-1.1`: a file whose owner reads it by YAML 1.1, where `yes` is true.
   */
  readonly spelling: "typed" | "text" | "yaml-1.1";
  /** Other programs keep settings there too, so a name that nobody knows is no mistake in itself. */
  readonly shared: boolean;
}

/** The place of a key, or of the nearest key around it. */
export function placeOf(layer: ConfigLayer, path: ConfigPath): KeyPlace {
  for (const key of pathsAround(path)) {
    const place =
      layer.places.get(key) ?? (layer.spelling === "text" ? layer.places.get(key.toLowerCase()) : undefined);
    if (place !== undefined) return place;
  }
  return { name: layer.name };
}

export function sourceOf(layer: ConfigLayer, path: ConfigPath, value: unknown): ValueSource {
  return { kind: layer.kind, ...placeOf(layer, path), value };
}

/** The part of a layer below a path, as a layer whose paths start there; undefined when there is no tree at the path. */
export function layerWithin(layer: ConfigLayer, path: ConfigPath): ConfigLayer | undefined {
  const tree = getAt(layer.tree, path);
  if (!isTree(tree)) return undefined;
  return {
    ...layer,
    tree,
    places: entriesBelow(layer.places, formatPath(path)),
    texts: entriesBelow(layer.texts, formatPath(path)),
  };
}

function entriesBelow<Value>(entries: ReadonlyMap<string, Value>, around: string): Map<string, Value> {
  const inner = new Map<string, Value>();
  for (const [path, value] of entries) {
    const below = pathBelow(path, around);
    if (below !== undefined) inner.set(below, value);
  }
  return inner;
}

/** The file to name with a key that no source sets. */
export function fileSource(file: string | undefined): ValueSource | undefined {
  return file === undefined ? undefined : { kind: "file", name: file, value: undefined };
}
