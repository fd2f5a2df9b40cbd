import { configError } from "../config-errors.js";
import type { ConfigLayer } from "../layers/config-layer.js";
import { type ConfigTree, isTree } from "../layers/config-tree.js";
import { isModule } from "./config-files.js";
import type { ParsedFile } from "./parse-yaml.js";

/** Points an editor at the JSON Schema; no setting. */
export const SCHEMA_KEY = "$schema";

/** A config file as a layer. Throws CONFIG_INVALID when it is no list of keys. */
export function fileLayer(
  parsed: ParsedFile,
  options: { readonly spelling?: ConfigLayer["spelling"]; readonly shared?: boolean } = {},
): ConfigLayer {
  return {
    kind: "file",
    name: parsed.file,
    tree: withoutSchema(treeOf(parsed)),
    places: parsed.places,
    texts: parsed.texts,
    spelling: options.spelling ?? "typed",
    shared: options.shared ?? false,
  };
}

function treeOf({ file, values }: ParsedFile): ConfigTree {
  // An empty file, or one with comments alone.
  if (values === null || values === undefined) return {};
  if (isTree(values)) return values;
  throw configError("CONFIG_INVALID", {
    what: `${file} must hold keys and values, and holds ${kindOf(values)}`,
    where: { file },
    todo: isModule(file)
      ? 'Export the keys as a plain object: `export default { data_dir: "data" };`.'
      : "Write `key: value` lines, such as `data_dir: data`.",
  });
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" && value !== null
    ? `an object of class ${value.constructor.name}`
    : `a ${typeof value}`;
}

function withoutSchema(tree: ConfigTree): ConfigTree {
  if (!Object.hasOwn(tree, SCHEMA_KEY)) return tree;
  return Object.fromEntries(Object.entries(tree).filter(([key]) => key !== SCHEMA_KEY));
}
