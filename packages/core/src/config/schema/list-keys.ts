import { formatPath } from "@rigline/foundation/errors";
import type { ConfiguredPlugin } from "../configured-plugin.js";
import { LauncherConfigSchema } from "../launcher-config.js";
import type { PlaceholderScope } from "../placeholders.js";
import { type JsonSchema, toInputSchema } from "./schema-view.js";
import { TEMPLATES } from "./template-text.js";

/** A key that the configuration may have. */
export interface KnownKey {
  /** `experiment.command`. */
  readonly path: string;
  readonly description: string | undefined;
  /** Which names are filled in there. */
  readonly templates?: PlaceholderScope;
}

/** Every key of the launcher and of the plugins' sections; those of a list's items with `[]`: `steps[].command`. */
export function listKeys(plugins: readonly ConfiguredPlugin[]): KnownKey[] {
  const sections = plugins.flatMap(({ section, options }) =>
    section === undefined || options === undefined ? [] : keysOf(toInputSchema(options), section),
  );
  return [...keysOf(toInputSchema(LauncherConfigSchema), ""), ...sections];
}

function keysOf(schema: JsonSchema, around: string): KnownKey[] {
  return alternativesOf(schema).flatMap((one) => [
    ...Object.entries(one.properties ?? {}).flatMap(([name, inner]) => {
      const path = around === "" ? formatPath([name]) : `${around}${formatPath([name]).replace(/^(?=[^[])/u, ".")}`;
      return [describeKey(path, inner), ...keysOf(inner, path)];
    }),
    // A tuple's items have no keys that one could name for all of them.
    ...(one.items === undefined || Array.isArray(one.items) ? [] : keysOf(one.items as JsonSchema, `${around}[]`)),
  ]);
}

/** One program, or a list of them: the keys of each. */
function alternativesOf(schema: JsonSchema): readonly JsonSchema[] {
  const inner = schema["anyOf"];
  return Array.isArray(inner) ? (inner as JsonSchema[]) : [schema];
}

function describeKey(path: string, schema: JsonSchema): KnownKey {
  const { description, [TEMPLATES]: scope } = schema;
  return {
    path,
    description: typeof description === "string" ? description : undefined,
    ...(scope === "session" || scope === "rig" ? { templates: scope } : {}),
  };
}
