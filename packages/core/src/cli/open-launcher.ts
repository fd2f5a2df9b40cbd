import { loadConfig } from "../config/load-config.js";
import type { ResolvedConfig } from "../config/resolved-config.js";
import { renderError } from "../errors/index.js";
import { createLauncher } from "../launcher/create-launcher.js";
import type { Launcher } from "../launcher/launcher.js";
import { systemClock } from "../platform/index.js";
import { guardProcess } from "../plugins/process-guard.js";
import { createProgressLine, type ProgressLine } from "../ui/progress.js";
import type { CommandContext, CommonOptions } from "./command-context.js";
import { parseSettings } from "./parse-settings.js";

/** Config keys that flags of their own set, by dotted path. */
export type FlagValues = Readonly<Record<string, unknown>>;

/** A launcher that owns the process, with its terminal. */
export interface OpenedLauncher {
  readonly launcher: Launcher;
  readonly resolved: ResolvedConfig;
  readonly progress: ProgressLine;
  /** Closes the launcher and gives the process back. */
  close(): Promise<void>;
}

function readConfig(
  { io }: CommandContext,
  options: CommonOptions,
  flags: FlagValues = {},
): Promise<ResolvedConfig> {
  return loadConfig({
    folder: io.folder,
    ...(options.config === undefined ? {} : { file: options.config }),
    flags: { ...parseSettings(options.set), ...flags },
    environment: io.environment,
  });
}

/** A launcher with its plugins loaded and their hooks in order; nothing of a session exists yet. */
export async function openLauncher(
  context: CommandContext,
  options: CommonOptions,
  more: { readonly flags?: FlagValues; readonly keepLogs?: boolean } = {},
): Promise<OpenedLauncher> {
  const { io } = context;
  const resolved = await readConfig(context, options, more.flags);
  const progress = createProgressLine({
    stream: io.errorOutput,
    isTerminal: io.errorOutput.isTTY === true,
    clock: systemClock,
  });
  let launcher: Launcher | undefined;
  const guard = guardProcess({
    onStray: (error) => (launcher === undefined ? io.err(`${renderError(error)}\n`) : launcher.stray(error)),
    plugins: () => launcher?.describe().plugins ?? [],
  });
  try {
    launcher = await createLauncher(resolved, {
      terminal: { input: io.input, output: io.errorOutput },
      verbosity: options.verbose === true ? "verbose" : options.quiet === true ? "quiet" : "default",
      around: progress.around,
      keepLogs: more.keepLogs ?? true,
      guard,
    });
  } catch (error) {
    guard[Symbol.dispose]();
    throw error;
  }
  const opened = launcher;
  const close = async (): Promise<void> => {
    await opened.close();
    progress.finish({ keep: false });
    guard[Symbol.dispose]();
  };
  return { launcher: opened, resolved, progress, close };
}

/** For commands that only look: no logs are kept. */
export async function withLauncher(
  context: CommandContext,
  options: CommonOptions,
  work: (opened: OpenedLauncher) => Promise<void> | void,
): Promise<void> {
  const opened = await openLauncher(context, options, { keepLogs: false });
  try {
    await work(opened);
  } finally {
    await opened.close();
  }
}
