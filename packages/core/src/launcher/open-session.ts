import { resolveFrom } from "../config/resolved-config.js";
import { messageOf } from "@rigline/foundation/errors";
import type { ProcessLock } from "@rigline/foundation/lock";
import { mark } from "@rigline/foundation/marks";
import { subjectCaution } from "../session/check-subject.js";
import { planSession } from "../session/plan-session.js";
import { openSessionFolder } from "../session/open-session-folder.js";
import { readSessionIn, readSessionFile } from "../session/read-session.js";
import { endNoted, type RestoredSession } from "../session/restore-session.js";
import { readExperimentNote } from "../session/rig-experiment.js";
import { summarizeSession } from "../session/list-sessions.js";
import { markUnfinished, readMark } from "../session/unfinished-index.js";
import { createSessionJournal, reopenSessionJournal, type SessionJournal } from "../session/session-journal.js";
import { acquireSessionLock, refuseTakenRig } from "../session/session-lock.js";
import type { SessionRecord } from "../session/session-record.js";
import type { Session } from "../session/session.js";
import { askSession, type SessionAnswers } from "../ui/ask-session.js";
import type { TableRow } from "../ui/questions.js";
import type { Finding } from "../lifecycle/lifecycle-hooks.js";
import { askApproval } from "./ask-approval.js";
import { describePlan } from "./describe-plan.js";
import { checkVeto } from "../lifecycle/hook-answers.js";
import { gateJournal } from "./gate.js";
import { findLivingExperiment, findLivingExperimentOf, refuseLivingExperiment } from "./living-experiment.js";
import { nameExperiment } from "./experiment-stages.js";
import { launcherError } from "./launcher-errors.js";
import type { LauncherParts } from "./launcher-parts.js";
import { recordHook } from "./session-recorder.js";

/** A session that holds the rig: its folder, journal and lock exist. */
export interface OpenSession {
  readonly session: Session;
  readonly journal: SessionJournal;
  readonly lock: ProcessLock;
  /** What an earlier launcher did of it. */
  readonly restored?: RestoredSession;
}

export interface Opening {
  /** Once aborted, no session is opened. */
  readonly signal: AbortSignal;
  /** Called before the first thing is written. */
  readonly begin: () => void;
  /** What the preflight found, of which the hand-off is shown to whoever confirms the session. */
  readonly findings?: readonly Finding[];
}

/**
 * Asks what is missing, lets plugins veto, takes the rig's lock and makes the session's folder and journal. Throws
 * INPUT_NEEDED, PROMPT_CANCELLED, SESSION_VETOED, SESSION_RUNNING, LAUNCHER_INTERRUPTED and what the disk says.
 */
export async function openSession(parts: LauncherParts, opening: Opening): Promise<OpenSession> {
  // Before the questions, so that nobody answers them in vain; who comes between is refused below.
  await refuseBusyRig(parts);
  const plan = await askForPlan(parts, opening);
  const lock = await lockRig(parts, plan);
  try {
    refuseInterrupted(opening.signal);
    opening.begin();
    const session = openSessionFolder(parts.fileSystem, plan);
    const early = takeEarly(parts);
    const journal = gateJournal(createSessionJournal(session, { ...journalParts(parts), early }), parts);
    markOwed(parts, session);
    parts.recorder.writeTo(journal);
    parts.events.emit("session.opened", { session });
    return { session, journal, lock };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/**
 * Throws SESSION_RUNNING when the rig is taken now, and EXPERIMENT_RUNNING when the experiment of a launcher that was killed
 * still runs on it, unless a person says that it shall be ended.
 */
export async function refuseBusyRig(parts: LauncherParts): Promise<void> {
  await refuseTakenRig(parts.locks, parts.rigName);
  await refuseLivingExperiment(parts, await findLivingExperiment(parts));
}

export interface Reopening {
  /** Absolute. */
  readonly directory: string;
  /** What damage of its journal does: `skip` goes on with what is left of it, and never runs the experiment. */
  readonly damaged?: "refuse" | "skip";
}

/** Takes the rig's lock for a session that exists, and reads what was done of it. */
export async function reopenSession(
  parts: LauncherParts,
  { directory, damaged = "refuse" }: Reopening,
  beforeJournal: () => void,
): Promise<OpenSession> {
  const { fileSystem } = parts;
  const marked = damaged === "skip" ? readMark(fileSystem, directory) : undefined;
  const known = readSessionFile(fileSystem, directory) ?? marked ?? readSessionIn(fileSystem, directory).session;
  // Of the rig that it was run on: a data folder that rigs share may hold a session that another one is running.
  const lock = await lockRig({ ...parts, rigName: known.rigName }, known);
  try {
    await refuseLivingExperiment(parts, await findLivingExperimentOf(parts, summarizeSession(fileSystem, directory)));
    beforeJournal();
    const early = takeEarly(parts);
    const reopening = { ...journalParts(parts), early, damaged, known };
    const { journal: opened, restored: told } = reopenSessionJournal(directory, reopening);
    const restored = endNoted(told, readExperimentNote(fileSystem, known.rigName));
    const journal = gateJournal(opened, parts);
    parts.recorder.writeTo(journal);
    markOwed(parts, restored.session);
    parts.events.emit("session.opened", { session: restored.session, resumed: true });
    return { session: restored.session, journal, lock, restored };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** So that each start tells of it until it is finished; without the mark `rigline sessions` and `rigline resume` still do. */
function markOwed({ log, fileSystem }: LauncherParts, session: Session): void {
  try {
    markUnfinished(fileSystem, session);
  } catch (error) {
    mark("session: one that can't be marked as unfinished is opened all the same");
    log.warning(`that session ${session.name} is not finished could not be marked: ${messageOf(error)}`);
  }
}

/** Throws LAUNCHER_INTERRUPTED when it is too late to begin anything. */
export function refuseInterrupted(signal: AbortSignal): void {
  if (!signal.aborted) return;
  throw launcherError("LAUNCHER_INTERRUPTED", {
    what: `no session was opened: ${messageOf(signal.reason)}`,
    cause: signal.reason,
  });
}

async function askForPlan(parts: LauncherParts, { signal, findings = [] }: Opening): Promise<Session> {
  const { resolved, ui, memory, events, clock, rigName, hooks, recorder, redactor, log } = parts;
  const config = resolved.values;
  const plan = ({ subject, experimenters, notes }: SessionAnswers): Session =>
    planSession({
      subject,
      experimenters,
      notes: redactor.hide(notes),
      experiment: nameExperiment(config),
      simulated: config.simulate,
      dataDir: resolveFrom(resolved, config.data_dir),
      rigName,
      clock,
    });
  const decided = (answers: SessionAnswers): TableRow[] => describePlan(plan(answers), config, findings);
  const asked = await askSession({ ui, memory, events, config: resolved, decided });
  const caution = subjectCaution(asked.subject);
  if (caution !== undefined) log.warning(caution);
  const approvedBy = await askApproval(parts, asked);
  const planned = approvedBy === undefined ? plan(asked) : { ...plan(asked), approvedBy };
  const veto = await recordHook(recorder, "beforeSession", () =>
    hooks.run("beforeSession", planned, { signal, check: checkVeto }),
  );
  if (veto === undefined) return planned;
  throw launcherError("SESSION_VETOED", {
    what: `plugin ${veto.plugin} refused the session: ${veto.answer.reason}`,
    where: { plugin: veto.plugin, hook: "beforeSession" },
    ...(veto.answer.todo === undefined ? {} : { todo: veto.answer.todo }),
  });
}

/** What was recorded before there was a journal has not passed its gate. */
function takeEarly({ recorder, redactor }: LauncherParts): readonly SessionRecord[] {
  return redactor.hideTextsIn(recorder.takeEarly());
}

function journalParts({ clock, fileSystem, machine }: LauncherParts) {
  return { clock, fileSystem, pid: machine.pid };
}

function lockRig({ locks, rigName, clock, machine }: LauncherParts, session: Session): Promise<ProcessLock> {
  return acquireSessionLock(locks, { rigName, session: session.name, pid: machine.pid, now: clock.now() });
}
