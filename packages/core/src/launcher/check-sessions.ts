import { resolveFrom } from "../config/resolved-config.js";
import { messageOf } from "@rigline/foundation/errors";
import { mark } from "@rigline/foundation/marks";
import type { Finding, StartPurpose } from "../lifecycle/lifecycle-hooks.js";
import type { SessionSummary } from "../session/list-sessions.js";
import { readSessionHolder } from "../session/session-lock.js";
import { clearUnfinished, listUnfinished } from "../session/unfinished-index.js";
import { LAUNCHER_QUESTIONS } from "../ui/given-answers.js";
import type { LauncherParts } from "./launcher-parts.js";
import { findLivingExperimentOf } from "./living-experiment.js";
import { readHandOff } from "./read-hand-off.js";

/** Of so many it is asked whether their hand-off has come to its end without the launcher. */
const MOST_ASKED = 10;
const MOST_NAMED = 3;

type Parts = Pick<
  LauncherParts,
  "resolved" | "rigName" | "clock" | "fileSystem" | "locks" | "machine" | "log" | "container"
>;

/** The sessions of this rig that nobody has finished, the newest first; the one that runs right now is none. */
async function findUnfinishedSessions(
  parts: Pick<Parts, "resolved" | "rigName" | "fileSystem" | "locks" | "log">,
): Promise<readonly SessionSummary[]> {
  const { resolved, rigName, fileSystem, locks, log } = parts;
  try {
    const found = listUnfinished(fileSystem, resolveFrom(resolved, resolved.values.data_dir), rigName);
    if (found.length === 0) return [];
    const holder = await readSessionHolder(locks, rigName);
    return found.filter(({ name }) => holder?.what !== `session ${name}`);
  } catch (error) {
    mark("session: that the unfinished ones can't be read stops no other");
    log.warning(`which sessions are unfinished could not be read: ${messageOf(error)}`);
    return [];
  }
}

/**
 * The folders of those that shall be finished before another session is run: a person, or an answer given beforehand, says
 * so. A damaged one is left for a command of its own.
 */
export async function askToFinish(
  parts: Pick<LauncherParts, "resolved" | "rigName" | "fileSystem" | "locks" | "log" | "ui" | "answers">,
): Promise<readonly string[]> {
  const found = (await findUnfinishedSessions(parts)).filter(
    ({ damage, problem, unfinished }) => unfinished && damage === undefined && problem === undefined,
  );
  const key = LAUNCHER_QUESTIONS.resumeFirst;
  if (found.length === 0 || (!parts.ui.interactive && parts.answers.take(key) === undefined)) return [];
  const message = `${tellUnfinished(found).message}. Finish ${found.length === 1 ? "it" : "them"} first?`;
  const wanted = await parts.ui.confirm({ key, message, initial: true });
  return wanted ? found.map(({ directory }) => directory) : [];
}

/** One warning that names the sessions that are not finished; none when all are. */
export async function checkSessions(parts: Parts, purpose: StartPurpose): Promise<readonly Finding[]> {
  const { fileSystem } = parts;
  const found = await findUnfinishedSessions(parts);
  const here = found.filter(({ directory, unfinished }) => unfinished && fileSystem.exists(directory));
  const noted = found.filter(({ directory, unfinished }) => !unfinished && fileSystem.exists(directory));
  const gone = found.filter(({ directory }) => !fileSystem.exists(directory));
  if (purpose === "session")
    for (const { directory } of gone) {
      mark("session: one whose folder is gone is told of once and taken off the list");
      clearUnfinished(fileSystem, directory);
    }
  const asked = await Promise.all(here.slice(0, MOST_ASKED).map((summary) => isFinishedSince(parts, summary)));
  const left = here.filter((_, index) => asked[index] !== true);
  const told = await Promise.all(noted.slice(0, MOST_ASKED).map((summary) => tellChanges(parts, summary, purpose)));
  return [...(left.length === 0 ? [] : [tellUnfinished(left)]), ...gone.map(tellGone), ...told.flat()];
}

/**
 * Of a session that was handed off while something of its experiment still ran: what was written since. Once nothing runs and
 * a session has been told of it, it is told no more but by `rigline sessions`.
 */
async function tellChanges(parts: Parts, summary: SessionSummary, purpose: StartPurpose): Promise<readonly Finding[]> {
  const { session, directory, name } = summary;
  if (session === undefined) return [];
  const known = await readHandOff(parts.container.services, parts.clock, session).catch(() => undefined);
  const living = await findLivingExperimentOf(parts, summary);
  if (living === undefined && (known?.changed === undefined || purpose === "session"))
    clearUnfinished(parts.fileSystem, directory);
  if (known?.changed === undefined) return [];
  const message = `of session ${name}, ${known.changed}`;
  return [{ level: "warning", subject: "sessions", message, todo: `Copy it by hand from ${directory}.` }];
}

/** All that a session owed came to its end without the launcher, as when the daemon did a job that had been parked. */
async function isFinishedSince({ container, clock, fileSystem }: Parts, summary: SessionSummary): Promise<boolean> {
  const { owed, session, directory } = summary;
  if (owed === undefined || session === undefined) return false;
  const known = await readHandOff(container.services, clock, session).catch(() => undefined);
  const finished = owed.every((runner) => runner === known?.finishes);
  if (finished) {
    mark("session: one whose hand-off came to its end without the launcher is finished");
    clearUnfinished(fileSystem, directory);
  }
  return finished;
}

/** `1 session is unfinished: 614173_… (the launcher died during the experiment)`. */
function tellUnfinished(left: readonly SessionSummary[]): Finding {
  const named = left.slice(0, MOST_NAMED).map(describe);
  const more = left.length > MOST_NAMED ? ` and ${left.length - MOST_NAMED} more` : "";
  const [first] = left;
  const command = left.length === 1 && first !== undefined ? resumeCommand(first) : "rigline resume";
  return {
    level: "warning",
    subject: "sessions",
    message: `${left.length === 1 ? "1 session is" : `${left.length} sessions are`} unfinished: ${named.join(", ")}${more}`,
    todo:
      left.length === 1
        ? `\`${command}\` finishes it.`
        : "`rigline sessions` says what each waits for, `rigline resume` finishes the newest, with a name that one.",
  };
}

/** As it is typed: of a session whose journal is damaged nothing runs unless the person says so. */
function resumeCommand({ name, damage, problem }: SessionSummary): string {
  const skip = damage === undefined && problem === undefined ? "" : " --skip-damaged";
  return `rigline resume ${name}${skip}`;
}

function describe({ name, problem, damage, reason, owed }: SessionSummary): string {
  const why = problem ?? damage ?? (owed === undefined ? reason : `owes ${owed.join(", ")}`);
  return why === undefined ? name : `${name} (${why})`;
}

function tellGone({ name, directory }: SessionSummary): Finding {
  return {
    level: "warning",
    subject: "sessions",
    message: `session ${name} was on the list of what is left to do, and its folder ${directory} is gone`,
    todo: "If it was moved, move it back and `rigline resume` it. The next session takes it off the list.",
  };
}
