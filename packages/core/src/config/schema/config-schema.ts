import type { InspectedPlugin } from "../configured-plugin.js";
import { LauncherConfigSchema } from "../launcher-config.js";
import { SCHEMA_KEY } from "../sources/file-layer.js";
import { type JsonSchema, toInputSchema } from "./schema-view.js";

/**
 * The JSON Schema (draft 7, which editors know best) of a whole config file: the launcher's keys, each plugin's section,
 * and each plugin's `with`. Nothing is required of a plugin's options, because other sources may set them.
 */
export function buildConfigSchema(plugins: readonly InspectedPlugin[]): JsonSchema {
  const launcher = toInputSchema(LauncherConfigSchema);
  const described = plugins.flatMap(({ definition, entry }) =>
    definition.options === undefined ? [] : [{ ...definition, entry, schema: toInputSchema(definition.options) }],
  );
  const sections = described.flatMap(({ section, name }) => (section === undefined ? [] : [[section, refer(name)]]));
  return {
    ...launcher,
    title: "Rigline configuration",
    // Another source may set what the file leaves out.
    required: [],
    properties: {
      [SCHEMA_KEY]: { type: "string", description: "Where this schema is; for the editor alone." },
      ...launcher.properties,
      plugins: withOptions(
        launcher.properties?.["plugins"] ?? {},
        described.flatMap(({ entry, name }) => (entry === undefined ? [] : [{ use: entry.use, schema: refer(name) }])),
      ),
      ...(Object.fromEntries(sections) as Record<string, JsonSchema>),
    },
    definitions: Object.fromEntries(described.map(({ name, schema }) => [name, embed(schema, name)])),
  };
}

function refer(name: string): JsonSchema {
  return { $ref: `#/definitions/${escape(name)}` };
}

/** A plugin's own references start at its own root; `$schema` belongs only at the top. */
function embed(schema: JsonSchema, name: string): JsonSchema {
  const { $schema: _dialect, required: _required, ...rest } = schema;
  return moveReferences(rest, `#/definitions/${escape(name)}`) as JsonSchema;
}

function moveReferences(node: unknown, root: string): unknown {
  if (Array.isArray(node)) return node.map((item) => moveReferences(item, root));
  if (typeof node !== "object" || node === null) return node;
  return Object.fromEntries(
    Object.entries(node).map(([word, value]) => [
      word,
      word === "$ref" && typeof value === "string" ? value.replace(/^#/u, root) : moveReferences(value, root),
    ]),
  );
}

/** `with` takes the options of the plugin that `use` names. */
function withOptions(plugins: JsonSchema, known: readonly { use: string; schema: JsonSchema }[]): JsonSchema {
  if (known.length === 0) return plugins;
  const conditions = known.map(({ use, schema }) => ({
    if: { properties: { use: { const: use } }, required: ["use"] },
    // oxlint-disable-next-line unicorn/no-thenable -- JSON Schema's own word.
    then: { properties: { with: schema } },
  }));
  return { ...plugins, items: { ...(plugins.items as JsonSchema), allOf: conditions } };
}

/** For a name inside a reference, by RFC 6901. */
function escape(name: string): string {
  return encodeURIComponent(name.replaceAll("~", "~0").replaceAll("/", "~1"));
}
