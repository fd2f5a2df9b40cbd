import { EXIT_CODES, renderError, RiglineError } from "@rigline/foundation/errors";
import { describePid, type LockHolder } from "@rigline/foundation/lock";
import { renderTrace, traceHooks } from "../hooks/hook-trace.js";
import { systemClock } from "@rigline/foundation/platform";
import { mark } from "@rigline/foundation/marks";
import { renderReport } from "../report/render-report.js";
import type { SessionReport } from "../report/session-report.js";
import { requireSubject } from "../session/check-subject.js";
import type { LoopWatch } from "../watch/watch-loop.js";
import { type CommandContext, type CommonOptions, contextAside } from "./command-context.js";
import { openLauncher, type FlagValues, type OpenedLauncher, withLauncher } from "./open-launcher.js";
import { presentFindings, presentHandOff, presentLine, presentRun, type RunPresenter } from "./present-run.js";
import { giveWay, waitForTurn } from "./give-way.js";
import { listenForInterrupts, type InterruptSignals } from "./interrupt-signals.js";
import { renderPlan } from "../report/render-plan.js";
import { CLOCK, HAND_OFF_PREVIEWER } from "../di/core-tokens.js";
import { cutToWidth } from "../ui/cut-to-width.js";
import type { Launcher } from "../launcher/launcher.js";
import { previewHandOff } from "../launcher/preview-hand-off.js";
import type { SessionPlanListing } from "../report/launcher-listing.js";
import { planSession } from "../session/plan-session.js";

export interface RunSwitches extends CommonOptions {
  readonly trace?: boolean;
  readonly output?: boolean;
  /** Another session waits for this rig. */
  readonly isNextWaiting?: boolean;
}

/** `rigline run`. Resolves with the session's report; rejects with why none was opened. */
export async function runSessionCommand(
  context: CommandContext,
  options: RunSwitches,
  flags: FlagValues,
): Promise<SessionReport | undefined> {
  // A flag that can't be right is told as such, before anything is loaded.
  if (typeof flags["subject"] === "string") requireSubject(flags["subject"]);
  const first: string[] = [];
  const told = await conduct(context, options, flags, runSession, async ({ launcher }, signals, say) => {
    await waitForTurn(launcher, signals.session, (text) => say("waits", text));
    first.push(...(await launcher.askToFinish()));
    return first.length === 0;
  });
  if (first.length === 0) return told;
  for (const directory of first) await finishFirst(context, options, flags, directory);
  // Ctrl+C meanwhile is meant for all of it.
  if (context.exitCode === EXIT_CODES.aborted) return undefined;
  context.exitCode = EXIT_CODES.success;
  return conduct(context, options, flags, runSession);

  function runSession({ launcher }: OpenedLauncher, signals: InterruptSignals): Promise<SessionReport> {
    return launcher.run({
      signals,
      onFindings: (findings) => {
        if (options.quiet === true) return;
        // Errors come with the refusal; what is in order needs nobody's eyes.
        const warnings = findings.filter((finding) => finding.level === "warning");
        const print = (lines: readonly string[]): void => lines.forEach((line) => context.io.err(`${line}\n`));
        print(presentFindings(warnings));
        launcher.events.on("session.opened", () => print(presentHandOff(findings)));
      },
    });
  }
}

/** The animal waits for the session, not for this: whatever comes of it, the session is run. */
async function finishFirst(
  context: CommandContext,
  options: RunSwitches,
  flags: FlagValues,
  directory: string,
): Promise<void> {
  if (context.exitCode === EXIT_CODES.aborted) return;
  const { io } = context;
  // Standard output is the new session's alone.
  const aside = contextAside(context, (text) => io.err(text));
  try {
    await conduct(aside, { ...options, json: false }, flags, ({ launcher }, signals) =>
      launcher.run({ signals, resume: { directory } }),
    );
  } catch (error) {
    mark("cli: an earlier session that can't be finished does not keep the next from running");
    io.err(`${renderError(error, { verbose: options.verbose === true })}\n`);
    if (error instanceof RiglineError) aside.exitCode = error.exitCode;
  }
  context.exitCode = aside.exitCode;
}

/**
 * What running and resuming share: open, do the work, close, report. `work` returns undefined where there is nothing to
 * report. Where `wanted` says no, nothing is started. Throws why no session was opened.
 */
export async function conduct(
  context: CommandContext,
  options: RunSwitches,
  flags: FlagValues,
  work: (opened: OpenedLauncher, signals: InterruptSignals) => Promise<SessionReport | undefined>,
  wanted: (opened: OpenedLauncher, signals: InterruptSignals, say: RunPresenter["line"]) => Promise<boolean> = () =>
    Promise.resolve(true),
): Promise<SessionReport | undefined> {
  let presenter: RunPresenter | undefined;
  let watch: LoopWatch | undefined;
  const signals = listenForInterrupts(
    context.io,
    (text) => presenter?.line("rigline", text),
    () => watch?.hear(),
  );
  try {
    const opened = await openLauncher(context, options, { flags, questions: signals.questions });
    const { launcher } = opened;
    presenter = createPresenter(context, options, opened);
    signals.watch(launcher.events);
    const trace = options.trace === true ? traceHooks(launcher.events, systemClock) : undefined;
    const say: RunPresenter["line"] = (label, text) => presenter?.line(label, text);
    const stopPresenting = presentRun(launcher.events, presenter);
    if (options.isNextWaiting === true) signals.leave(new Error("the next session of the queue waits for the rig"));
    // Between two sessions of a queue the rig is no other's.
    const given = options.isNextWaiting === true ? undefined : giveWay(launcher, { ended: signals.session, onNext });
    let found: SessionReport | undefined;
    try {
      if (await wanted(opened, signals, say)) {
        watch = opened.watch;
        watch?.start(launcher.describe().plugins);
        found = await work(opened, signals);
      }
    } finally {
      await opened.close();
      await given?.();
      stopPresenting();
      if (trace !== undefined) context.io.err(`\n${renderTrace(trace.spans)}\n`);
    }
    if (found !== undefined) report(context, options, found);
    return found;
  } finally {
    signals.stop();
  }

  function onNext(next: LockHolder): void {
    const who = `the next session waits for the rig (${describePid(next)})`;
    presenter?.line("rigline", `${who}: this one's hand-off goes on, and is not waited for`);
    signals.leave(new Error(who));
  }
}

function report(context: CommandContext, options: CommonOptions, found: SessionReport): void {
  if (found.session === undefined) throw found.error;
  context.io.out(`${options.json === true ? JSON.stringify(found, undefined, 2) : renderReport(found)}\n`);
  context.exitCode = found.exitCode;
}

function createPresenter({ io }: CommandContext, options: RunSwitches, { progress }: OpenedLauncher): RunPresenter {
  const print = (text: string): void => {
    progress.finish({ keep: false });
    io.err(`${text}\n`);
  };
  // With --verbose the log says each line already.
  const output = options.output === true && options.verbose !== true ? { experimentLine: print } : {};
  if (options.quiet === true) return { line: () => {}, progress: () => {}, close: () => {}, ...output };
  const { isTTY, columns = 80 } = io.errorOutput;
  return {
    line: (label, text) => print(presentLine(label, text)),
    progress: (text) => progress.update(text),
    lastLines: (lines) => {
      // Elsewhere than at a terminal, what was shown of them stands there.
      if (isTTY !== true || lines.length === 0) progress.finish();
      else print(lines.map((line) => cutToWidth(line.slice(0, LONGEST_LINE), Math.max(columns, 20) - 1)).join("\n"));
    },
    close: () => progress.finish({ keep: false }),
    ...output,
  };
}

/** No wider terminal is written to. */
const LONGEST_LINE = 1000;

/**
 * `rigline run --dry-run`. Plugins are started and torn down (configResolved, ready, teardown), since it is in `ready` that
 * they add their runners; nothing is checked, asked, opened or written. Of the hand-off it is shown what would be written.
 */
export async function planSessionCommand(
  context: CommandContext,
  options: CommonOptions,
  flags: FlagValues,
): Promise<void> {
  if (typeof flags["subject"] === "string") requireSubject(flags["subject"]);
  await withLauncher(context, { ...options, flags }, async ({ launcher }, signal) => {
    await launcher.start("inspection", signal);
    const plan = { ...launcher.describe(), session: launcher.plan(), ...(await planHandOff(launcher)) };
    context.io.out(`${options.json === true ? JSON.stringify(plan, undefined, 2) : renderPlan(plan)}\n`);
  });
}

async function planHandOff(launcher: Launcher): Promise<Pick<SessionPlanListing, "manifest">> {
  const { services, rigName, dataFolder } = launcher;
  if (services.tryResolve(HAND_OFF_PREVIEWER) === undefined) return {};
  const { subject, experimenters, notes } = launcher.plan();
  if (subject === null) return { manifest: null };
  const planned = planSession({
    subject,
    experimenters: experimenters ?? [],
    notes: notes ?? "",
    dataDir: dataFolder,
    rigName,
    clock: services.resolve(CLOCK),
  });
  return { manifest: (await previewHandOff(services, { planned })) ?? null };
}
