import type { LauncherConfig } from "../config/launcher-config.js";
import { resolveFrom } from "../config/resolve-from.js";
import type { ProcessLock } from "../platform/process-lock.js";
import { createSession } from "../session/create-session.js";
import { openSessionFolder } from "../session/open-session-folder.js";
import { readSession } from "../session/read-session.js";
import type { RestoredSession } from "../session/restore-session.js";
import { createSessionJournal, reopenSessionJournal, type SessionJournal } from "../session/session-journal.js";
import { acquireSessionLock } from "../session/session-lock.js";
import type { Session } from "../session/session.js";
import { askSession } from "../ui/ask-session.js";
import { journalAnswers } from "./journal-answers.js";
import { launcherError } from "./launcher-errors.js";
import type { LauncherParts } from "./launcher-parts.js";

/** A session that holds the rig: its folder, journal and lock exist. */
export interface OpenSession {
  readonly session: Session;
  readonly journal: SessionJournal;
  readonly lock: ProcessLock;
  /** What an earlier launcher did of it. */
  readonly restored?: RestoredSession;
}

/**
 * Asks what is missing, lets plugins veto, takes the rig's lock and makes the session's folder and journal. Throws
 * INPUT_NEEDED, PROMPT_CANCELLED, SESSION_VETOED, SESSION_RUNNING and what the disk says.
 */
export async function openSession(
  parts: LauncherParts,
  config: LauncherConfig,
  beforeFolder: () => void,
): Promise<OpenSession> {
  const answers = journalAnswers(parts.events, (text) => parts.problems.push(text));
  const plan = await planSession(parts, config);
  const lock = await lockRig(parts, plan);
  try {
    beforeFolder();
    const session = openSessionFolder(plan);
    const journal = createSessionJournal(session, { clock: parts.clock, answers: answers.given });
    answers.writeTo(journal);
    parts.events.emit("session.opened", { session });
    return { session, journal, lock };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** Takes the rig's lock for a session that exists, and reads what was done of it. `directory`: absolute. */
export async function reopenSession(
  parts: LauncherParts,
  directory: string,
  beforeJournal: () => void,
): Promise<OpenSession> {
  const lock = await lockRig(parts, readSession(directory).session);
  try {
    beforeJournal();
    const { journal, restored } = reopenSessionJournal(directory, { clock: parts.clock });
    journalAnswers(parts.events, (text) => parts.problems.push(text)).writeTo(journal);
    parts.events.emit("session.opened", { session: restored.session });
    return { session: restored.session, journal, lock, restored };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function planSession(parts: LauncherParts, config: LauncherConfig): Promise<Session> {
  const { resolved, ui, memory, events, clock, rigName, hooks } = parts;
  const asked = await askSession({ ui, memory, events, config: { ...resolved, values: config } });
  const plan = createSession({
    subject: asked.subject,
    experimenters: asked.experimenters,
    notes: asked.notes,
    experiment: config.experiment?.name ?? "",
    dataDir: resolveFrom(resolved, config.data_dir),
    rigName,
    clock,
  });
  const veto = await hooks.run("beforeSession", plan);
  if (veto === undefined) return plan;
  throw launcherError("SESSION_VETOED", {
    what: `plugin ${veto.plugin} refused the session: ${veto.answer.reason}`,
    where: { plugin: veto.plugin, hook: "beforeSession" },
    ...(veto.answer.todo === undefined ? {} : { todo: veto.answer.todo }),
  });
}

function lockRig({ rigName, clock }: LauncherParts, session: Session): Promise<ProcessLock> {
  return acquireSessionLock({ rigName, session: session.name, now: clock.now() });
}
