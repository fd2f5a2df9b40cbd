import { setImmediate } from "node:timers/promises";
import type { InspectedPlugin } from "../config/configured-plugin.js";
import type { ResolvedConfig } from "../config/resolved-config.js";
import { type ConfigInspection, inspectConfig } from "../config/tell/inspect-config.js";
import { knowSecrets } from "../config/tell/known-secrets.js";
import { traceConfig } from "../config/tell/trace-config.js";
import { EXIT_CODES, renderError, RiglineError } from "@rigline/foundation/errors";
import { guardProcess, type ProcessGuard } from "../plugins/process-guard.js";
import { namedFiles, type CommandContext, type CommonOptions } from "./command-context.js";
import { loadDefinitions } from "./load-definitions.js";
import { parseSettings } from "./parse-settings.js";

/** A configuration with its plugins, right or wrong: what is wrong is in `failures`, the gravest first. */
export interface OpenedInspection extends ConfigInspection {
  readonly resolved: ResolvedConfig;
  readonly plugins: readonly InspectedPlugin[];
}

/**
 * Reads the config and the definitions of its plugins, of which nothing but their modules is run, for commands that show
 * them. The process is guarded meanwhile. Throws only what can't be read at all, and what `show` throws.
 */
export async function withInspection(
  context: CommandContext,
  options: CommonOptions,
  show: (inspection: OpenedInspection) => void,
): Promise<void> {
  const guard = guardProcess({
    onStray: (error) => {
      context.io.err(`${renderError(error, { verbose: options.verbose === true })}\n`);
      if (context.exitCode === EXIT_CODES.success) context.exitCode = error.exitCode;
    },
    plugins: () => [],
  });
  try {
    show(await openInspection(context, options, guard));
    // A rejection that nobody waits for is told of in the next turn.
    await setImmediate();
  } finally {
    guard[Symbol.dispose]();
  }
}

async function openInspection(
  { io, redactor }: CommandContext,
  options: CommonOptions,
  guard: ProcessGuard,
): Promise<OpenedInspection> {
  const { resolved, failure } = await traceConfig({
    folder: io.folder,
    ...namedFiles(options),
    set: parseSettings(options.set),
    environment: io.environment,
  });
  knowSecrets(redactor, resolved);
  const loaded = await tryLoad(resolved, guard);
  const inspection = inspectConfig(resolved, loaded.plugins);
  // A section whose plugin did not load is no second mistake.
  const failures = [failure, ...(loaded.failure === undefined ? inspection.failures : [loaded.failure])];
  return {
    ...inspection,
    resolved,
    plugins: loaded.plugins,
    failures: failures.filter((found) => found !== undefined),
  };
}

async function tryLoad(
  resolved: ResolvedConfig,
  guard: ProcessGuard,
): Promise<{ readonly plugins: readonly InspectedPlugin[]; readonly failure?: RiglineError }> {
  try {
    return { plugins: await loadDefinitions(resolved, guard) };
  } catch (error) {
    if (!(error instanceof RiglineError)) throw error;
    return { plugins: [], failure: error };
  }
}
