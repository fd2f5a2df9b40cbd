import { loadConfig } from "../config/load-config.js";
import { knowSecrets } from "../config/tell/known-secrets.js";
import type { ResolvedConfig } from "../config/resolved-config.js";
import { EXIT_CODES, renderError, type RiglineError } from "@rigline/foundation/errors";
import { createLauncher } from "../launcher/create-launcher.js";
import type { Launcher } from "../launcher/launcher.js";
import { systemClock } from "@rigline/foundation/platform";
import { guardProcess, type ProcessGuard } from "../plugins/process-guard.js";
import { createLoopWatch, type LoopWatch } from "../watch/watch-loop.js";
import { createProgressLine, type ProgressLine } from "../ui/progress.js";
import { namedFiles, type CommandContext, type CommonOptions } from "./command-context.js";
import { parseSettings } from "./parse-settings.js";
import { listenForInterrupts } from "./interrupt-signals.js";

/** Config keys that flags of their own set, by dotted path. */
export type FlagValues = Readonly<Record<string, unknown>>;

export interface OpenLauncherOptions {
  readonly flags?: FlagValues;
  readonly keepLogs?: boolean;
  /** Ends an open question. */
  readonly questions?: AbortSignal;
}

/** A launcher that owns the process, with its terminal. */
export interface OpenedLauncher {
  readonly launcher: Launcher;
  readonly progress: ProgressLine;
  /** Not started; absent where the process is not the command's own. */
  readonly watch: LoopWatch | undefined;
  /** Closes the launcher and gives the process back. */
  close(): Promise<void>;
}

function readConfig({ io }: CommandContext, options: CommonOptions, flags: FlagValues = {}): Promise<ResolvedConfig> {
  return loadConfig({
    folder: io.folder,
    ...namedFiles(options),
    flags,
    set: parseSettings(options.set),
    environment: io.environment,
  });
}

/** A launcher with its plugins loaded and their hooks in order; nothing of a session exists yet. */
export async function openLauncher(
  context: CommandContext,
  options: CommonOptions,
  { flags, keepLogs = true, questions }: OpenLauncherOptions = {},
): Promise<OpenedLauncher> {
  const { io } = context;
  const resolved = await readConfig(context, options, flags);
  // Before a plugin can say anything.
  knowSecrets(context.redactor, resolved);
  const progress = createProgressLine({
    stream: io.errorOutput,
    isTerminal: io.errorOutput.isTTY === true,
    clock: systemClock,
  });
  let launcher: Launcher | undefined;
  /** What plugins' modules let go wrong before there is a launcher to tell it to. */
  const early: RiglineError[] = [];
  const guard = guardProcess({
    onStray: (error) => (launcher === undefined ? void early.push(error) : launcher.stray(error)),
    plugins: () => launcher?.describe().plugins ?? [],
  });
  const watch = io.end && watchLoop(io.end, (text) => launcher?.note(text));
  try {
    launcher = await createLauncher(resolved, {
      terminal: { input: io.input, output: io.errorOutput },
      verbosity: options.verbose === true ? "verbose" : options.quiet === true ? "quiet" : "default",
      around: progress.around,
      keepLogs,
      redactor: context.redactor,
      guard: watch === undefined ? guard : { ...guard, run: watched(guard, watch) },
      ...(questions === undefined ? {} : { signal: questions }),
    });
  } catch (error) {
    guard[Symbol.dispose]();
    for (const stray of early) io.err(`${renderError(stray, { verbose: options.verbose === true })}\n`);
    throw error;
  }
  const opened = launcher;
  for (const stray of early) opened.stray(stray);
  const close = async (): Promise<void> => {
    try {
      await opened.close();
    } finally {
      watch?.stop();
      progress.finish({ keep: false });
      guard[Symbol.dispose]();
    }
  };
  return { launcher: opened, progress, watch, close };
}

function watchLoop(exit: (code: number) => void, note: (text: string) => void): LoopWatch {
  return createLoopWatch({
    onRecovered: note,
    end: (what) => {
      note(what);
      exit(EXIT_CODES.aborted);
    },
  });
}

/** Who is called is known outside before it can block anything. */
function watched(guard: ProcessGuard, watch: LoopWatch): ProcessGuard["run"] {
  return (place, call) => {
    watch.enter(place);
    return guard.run(place, call);
  };
}

/**
 * For commands that only look, until Ctrl+C: no logs are kept. What fails beside the work is in the exit code when nothing else is.
 * `endsQuietly`: Ctrl+C is how the command is meant to end, so that there is nothing to say of it.
 */
export async function withLauncher(
  context: CommandContext,
  options: CommonOptions & Pick<OpenLauncherOptions, "flags"> & { readonly endsQuietly?: boolean },
  work: (opened: OpenedLauncher, signal: AbortSignal) => Promise<void> | void,
): Promise<void> {
  const { flags = {}, endsQuietly = false } = options;
  const say = (text: string): void => context.io.err(`${text}\n`);
  const signals = listenForInterrupts(context.io, endsQuietly ? () => {} : say);
  try {
    const opened = await openLauncher(context, options, { keepLogs: false, flags, questions: signals.questions });
    try {
      await work(opened, signals.session);
    } finally {
      await opened.close();
    }
    tellProblems(opened, context);
  } finally {
    signals.stop();
  }
}

function tellProblems(opened: OpenedLauncher, context: CommandContext): void {
  const [problem] = opened.launcher.problems;
  if (problem !== undefined && context.exitCode === EXIT_CODES.success) context.exitCode = EXIT_CODES[problem.exit];
}
