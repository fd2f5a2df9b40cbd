import type { EventBus, LauncherState } from "../events/launcher-events.js";
import type { HookRegistry } from "../hooks/hook-registry.js";
import type { LifecycleHooks, ExperimentEnded } from "../lifecycle/lifecycle-hooks.js";
import type { RunnerRegistry, PlannedRunner } from "../runners/create-runners.js";
import { type RestoredSession, isOwed } from "../session/restore-session.js";
import type { Session } from "../session/session.js";
import type { SessionJournal } from "../session/session-journal.js";
import { recordHook, type SessionRecorder } from "./session-recorder.js";
import { endingOf, endingOfError, endingOfPhase, type SessionEnding } from "./session-ending.js";
import type { RiglineError } from "@rigline/foundation/errors";
import { mark } from "@rigline/foundation/marks";
import type { FileSystem } from "@rigline/foundation/platform";
import { launcherError } from "./launcher-errors.js";

interface ConductParts {
  readonly hooks: HookRegistry<LifecycleHooks>;
  readonly runners: RunnerRegistry;
  readonly events: EventBus;
  readonly move: (to: LauncherState) => void;
  readonly recorder: Pick<SessionRecorder, "record">;
  readonly fileSystem: Pick<FileSystem, "exists">;
  /** Remembers a failure outside the runners, for the report and the exit code. */
  readonly problem: (thrown: unknown) => void;
}

interface ConductRun {
  readonly session: Session;
  readonly journal: SessionJournal;
  /** Aborts the experiment. */
  readonly sessionSignal: AbortSignal;
  /** Aborts the post-session runners. */
  readonly handOffSignal: AbortSignal;
  /** Aborts once another session waits for this rig; it does not when absent. */
  readonly nextWaiting?: AbortSignal | undefined;
  /** What an earlier launcher did of this session. */
  readonly restored?: RestoredSession;
}

/**
 * Takes an opened session through its phases. Whatever the experiment came to, the hooks and runners after it run: data of
 * a failed session is data. Each step is in the journal before and after it, so that a resumed session goes on here.
 */
export async function conductSession(parts: ConductParts, run: ConductRun): Promise<SessionEnding> {
  if (run.restored !== undefined) {
    mark("session: one that is resumed goes on from its journal");
    parts.runners.restore(run.restored);
    for (const gone of findGoneRunners(run.restored, parts.runners.planned)) parts.problem(gone);
  }
  const ending = run.restored?.ended === true ? endingOf(run.restored) : await experimentPart(parts, run);
  if (run.restored?.ended === true) parts.move("experimentEnded");
  await handOffPart(parts, run, ending);
  return ending;
}

/** Up to the end of the experiment. */
async function experimentPart(parts: ConductParts, run: ConductRun): Promise<SessionEnding> {
  const { runners, events } = parts;
  const died = run.restored?.outcome === undefined ? undefined : endingOf(run.restored);
  const refused = died ?? (await startStep(parts, run));
  parts.move("preSession");
  const before = refused === undefined ? await runners.runPhase("preSession", phaseOf(run)) : [];
  const notReady = refused ?? endingOfPhase(before, run.sessionSignal, "before the experiment");
  if (notReady === undefined) parts.move("session");
  const during = notReady === undefined ? await runners.runPhase("session", phaseOf(run)) : [];
  if (notReady !== undefined) leaveOut(parts, run, notReady);
  const ending = notReady ?? endingOfPhase(during, run.sessionSignal, "") ?? endingOfFolder(parts, run);
  parts.recorder.record({ type: "experimentEnded", ...ending });
  parts.move("experimentEnded");
  events.emit("experiment.ended", { session: run.session, ...ending });
  return ending;
}

/** A session whose folder was taken away has recorded nothing that is left, whatever its programs say. */
function endingOfFolder({ fileSystem }: ConductParts, { session }: ConductRun): SessionEnding {
  if (fileSystem.exists(session.directory)) return { outcome: "success" };
  mark("session: one whose folder was taken away has failed, whatever its programs say");
  return { outcome: "failed", reason: `the session's folder ${session.directory} was deleted or moved while it ran` };
}

/** From the end of the experiment to the last post-session runner. */
async function handOffPart(parts: ConductParts, run: ConductRun, ending: SessionEnding): Promise<void> {
  const ended: ExperimentEnded = { session: run.session, ...ending };
  await step(parts, run, "experimentEnded", async () =>
    complain(parts, (await parts.hooks.run("experimentEnded", ended)).errors),
  );
  parts.move("postSession");
  await parts.runners.runPhase("postSession", {
    ...phaseOf(run),
    outcome: ending.outcome,
    signal: run.handOffSignal,
    nextWaiting: run.nextWaiting,
  });
  const done = { ...ended, runners: parts.runners.reports };
  await step(parts, run, "sessionEnded", async () =>
    complain(parts, (await parts.hooks.run("sessionEnded", done)).errors),
  );
  parts.move("done");
}

/** The hook sessionStarted: its first error ends the session before the experiment, and the rest still runs. */
async function startStep(parts: ConductParts, run: ConductRun): Promise<SessionEnding | undefined> {
  try {
    await step(parts, run, "sessionStarted", () =>
      parts.hooks.run("sessionStarted", { session: run.session }, { signal: run.sessionSignal }),
    );
    return undefined;
  } catch (error) {
    if (!run.sessionSignal.aborted) parts.problem(error);
    return endingOfError(error, run.sessionSignal);
  }
}

async function step(parts: ConductParts, run: ConductRun, name: string, work: () => Promise<void>): Promise<void> {
  if (run.restored?.hooks.has(name) === true && !isOutdated(name, parts)) {
    mark("session: a hook that was run is not run again");
    return;
  }
  await recordHook(parts.recorder, name, work);
}

/** Runners that ran again are news to those who were told of the first time. */
function isOutdated(name: string, { runners }: ConductParts): boolean {
  return name === "sessionEnded" && runners.reports.some((report) => report.restored !== true);
}

function complain(parts: ConductParts, errors: readonly Error[]): void {
  for (const error of errors) parts.problem(error);
}

function leaveOut(parts: ConductParts, run: ConductRun, { reason = "the session did not start" }: SessionEnding): void {
  for (const phase of ["preSession", "session"] as const)
    parts.runners.skipPhase(phase, reason, { journal: run.journal });
}

function phaseOf({ session, journal, sessionSignal }: ConductRun): {
  session: Session;
  journal: SessionJournal;
  signal: AbortSignal;
} {
  return { session, journal, signal: sessionSignal };
}

/** RUNNER_GONE for each runner that the session still owes and that no plugin adds any more. */
function findGoneRunners(restored: RestoredSession, planned: readonly PlannedRunner[]): RiglineError[] {
  const known = new Set(planned.map(({ name }) => name));
  const owed = [...restored.runners.values()].filter(({ report }) => isOwed(report)).map(({ report }) => report);
  const interrupted = [...restored.interrupted]
    .filter(([name, phase]) => phase === "postSession" && !restored.runners.has(name))
    .map(([name]) => ({ name }));
  return [...owed, ...interrupted]
    .filter(({ name }) => !known.has(name))
    .map((runner) => {
      const plugin = "plugin" in runner ? runner.plugin : undefined;
      const from = plugin === undefined ? "" : ` of plugin ${plugin}`;
      return launcherError("RUNNER_GONE", {
        what: `the runner ${runner.name}${from} did not finish before, and no plugin adds it now`,
        where: { runner: runner.name, ...(plugin === undefined ? {} : { plugin }) },
      });
    });
}
