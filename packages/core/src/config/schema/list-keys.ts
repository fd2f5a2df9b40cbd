import { formatPath } from "@rigline/foundation/errors";
import type { ConfiguredPlugin } from "../configured-plugin.js";
import { LauncherConfigSchema } from "../launcher-config.js";
import { type JsonSchema, toInputSchema } from "./schema-view.js";

/** A key that the configuration may have. */
export interface KnownKey {
  /** `experiment.command`. */
  readonly path: string;
  readonly description: string | undefined;
}

/** Every key of the launcher and of the plugins' sections; what lies inside lists and free maps has no fixed keys. */
export function listKeys(plugins: readonly ConfiguredPlugin[]): KnownKey[] {
  const sections = plugins.flatMap(({ section, options }) =>
    section === undefined || options === undefined ? [] : keysOf(toInputSchema(options), [section]),
  );
  return [...keysOf(toInputSchema(LauncherConfigSchema), []), ...sections];
}

function keysOf(schema: JsonSchema, around: readonly string[]): KnownKey[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, inner]) => {
    const path = [...around, name];
    const description = typeof inner["description"] === "string" ? inner["description"] : undefined;
    return [{ path: formatPath(path), description }, ...keysOf(inner, path)];
  });
}
