import { resolveFrom } from "../config/resolve-from.js";

import { renderTrace, traceHooks } from "../hooks/hook-trace.js";
import { refuseErrors } from "../launcher/refuse-errors.js";
import { systemClock } from "../platform/index.js";
import { renderPlan } from "../report/render-plan.js";
import { renderReport } from "../report/render-report.js";
import type { SessionReport } from "../report/session-report.js";
import { requireSubject } from "../session/check-subject.js";
import { findSession } from "../session/find-session.js";
import type { CommandContext, CommonOptions } from "./command-context.js";
import { openLauncher, withLauncher, type FlagValues, type OpenedLauncher } from "./open-launcher.js";
import { presentFindings, presentRun, type RunPresenter } from "./present-run.js";
import { listenForInterrupts, type SessionSignals } from "./session-signals.js";

interface RunSwitches extends CommonOptions {
  readonly dryRun?: boolean;
  readonly trace?: boolean;
}

/** `rigline run`. */
export async function runSessionCommand(
  context: CommandContext,
  options: RunSwitches,
  flags: FlagValues,
): Promise<void> {
  if (options.dryRun === true) return withLauncher(context, options, (opened) => showPlan(context, options, opened));
  // A flag that can't be right is told as such, before anything is loaded.
  if (typeof flags["subject"] === "string") requireSubject(flags["subject"]);
  const opened = await openLauncher(context, options, { flags });
  await conduct(context, options, opened, async (signals) => {
    const findings = await opened.launcher.preflight();
    // Errors come with the refusal; what is in order needs nobody's eyes.
    const warnings = findings.filter((finding) => finding.level === "warning");
    if (options.quiet !== true) for (const line of presentFindings(warnings)) context.io.err(`${line}\n`);
    refuseErrors(findings);
    await opened.launcher.runSession(signals);
  });
}

/** `rigline resume [SESSION]`. */
export async function resumeSessionCommand(
  context: CommandContext,
  options: CommonOptions,
  name: string | undefined,
): Promise<void> {
  const opened = await openLauncher(context, options);
  await conduct(context, options, opened, (signals) => {
    const dataFolder = resolveFrom(opened.resolved, opened.resolved.values.data_dir);
    return opened.launcher.resumeSession(findSession(dataFolder, name).directory, signals);
  });
}

/** What running and resuming share: start, show, close, report. */
async function conduct(
  context: CommandContext,
  options: RunSwitches,
  opened: OpenedLauncher,
  work: (signals: SessionSignals) => Promise<void>,
): Promise<void> {
  const { launcher } = opened;
  const presenter = createPresenter(context, options, opened);
  const trace = options.trace === true ? traceHooks(launcher.events, systemClock) : undefined;
  const stopPresenting = presentRun(launcher.events, presenter);
  const signals = listenForInterrupts(context.io, (text) => presenter.line("rigline", text));
  try {
    await launcher.start();
    await work(signals);
  } finally {
    await opened.close();
    stopPresenting();
    signals.stop();
  }
  if (trace !== undefined) context.io.err(`\n${renderTrace(trace.spans)}\n`);
  finish(context, options, launcher.report());
}

async function showPlan({ io }: CommandContext, options: RunSwitches, { launcher }: OpenedLauncher): Promise<void> {
  await launcher.start();
  const listing = launcher.describe();
  io.out(`${options.json === true ? JSON.stringify(listing, undefined, 2) : renderPlan(listing)}\n`);
}

function finish(context: CommandContext, options: CommonOptions, report: SessionReport): void {
  const text = options.json === true ? JSON.stringify(report, undefined, 2) : renderReport(report);
  context.io.out(`${text}\n`);
  context.exitCode = report.exitCode;
}

function createPresenter({ io }: CommandContext, options: CommonOptions, { progress }: OpenedLauncher): RunPresenter {
  if (options.quiet === true) return { line: () => {}, progress: () => {}, close: () => {} };
  return {
    line: (label, text) => {
      progress.finish({ keep: false });
      io.err(`${label.padEnd(18)} ${text}\n`);
    },
    progress: (text) => progress.update(text),
    close: () => progress.finish({ keep: false }),
  };
}
