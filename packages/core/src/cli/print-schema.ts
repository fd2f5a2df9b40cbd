import { buildConfigSchema } from "../config/schema/config-schema.js";
import type { CommandContext, CommonOptions } from "./command-context.js";
import { withInspection } from "./open-inspection.js";

/** `rigline config schema`: also without a config, or with one that is wrong, because it helps to write one. */
export async function printSchema(context: CommandContext, options: CommonOptions): Promise<void> {
  await withInspection(context, options, ({ plugins, failures }) => {
    for (const failure of failures)
      if (failure.exit === "plugin" && options.quiet !== true)
        context.io.err(`warning: ${failure.code}: ${failure.message}\n`);
    context.io.out(`${JSON.stringify(buildConfigSchema(plugins), undefined, 2)}\n`);
  });
}
