import { explainKey } from "../config/tell/explain-key.js";
import { createRedactor } from "../config/tell/redact-sources.js";
import { renderError } from "@rigline/foundation/errors";
import type { CommandContext, CommonOptions } from "./command-context.js";
import { withInspection } from "./open-inspection.js";
import { renderExplanation, renderKeys } from "./render-explanation.js";

/** `rigline config explain [KEY]`: also for a configuration that is wrong; what is wrong is told after the answer. */
export async function printExplanation(
  context: CommandContext,
  options: CommonOptions,
  key: string | undefined,
): Promise<void> {
  await withInspection(context, options, ({ resolved, provenance, keys, failures }) => {
    if (key === undefined) {
      context.io.out(options.json === true ? `${JSON.stringify(keys, undefined, 2)}\n` : renderKeys(keys));
      return;
    }
    const explanations = explainKey(key, provenance, keys, createRedactor(resolved.layers ?? []));
    const isJson = options.json === true;
    context.io.out(
      `${isJson ? JSON.stringify(explanations, undefined, 2) : explanations.map(renderExplanation).join("\n\n")}\n`,
    );
    const [failure] = failures;
    if (failure === undefined) return;
    context.io.err(`\n${renderError(failure, { verbose: options.verbose === true })}\n`);
    context.exitCode = failure.exitCode;
  });
}
