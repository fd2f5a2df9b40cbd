import { stringify } from "yaml";
import { createRedactor } from "../config/tell/redact-sources.js";
import { showConfig } from "../config/tell/show-config.js";
import type { CommandContext, CommonOptions } from "./command-context.js";
import { withInspection } from "./open-inspection.js";

/** `rigline config`: the merged configuration as YAML, or as JSON. Throws what is wrong in it. */
export async function printConfig(context: CommandContext, options: CommonOptions): Promise<void> {
  await withInspection(context, options, ({ resolved, provenance, options: pluginOptions, warnings, failures }) => {
    if (failures[0] !== undefined) throw failures[0];
    const tree = showConfig({ ...resolved, provenance }, pluginOptions, createRedactor(resolved.layers ?? []));
    if (options.quiet !== true) for (const warning of warnings) context.io.err(`warning: ${warning}\n`);
    const text = options.json === true ? `${JSON.stringify(tree, undefined, 2)}\n` : stringify(tree, { lineWidth: 0 });
    context.io.out(text);
  });
}
