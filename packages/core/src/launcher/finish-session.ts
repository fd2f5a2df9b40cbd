import { join } from "node:path";
import { messageOf } from "@rigline/foundation/errors";
import { mark } from "@rigline/foundation/marks";
import { summarizeSession } from "../session/list-sessions.js";
import type { Session } from "../session/session.js";
import { clearUnfinished } from "../session/unfinished-index.js";
import { SESSION_FOLDER } from "../session/session-places.js";
import type { LauncherParts } from "./launcher-parts.js";
import type { OpenSession } from "./open-session.js";
import { launcherError } from "./launcher-errors.js";
import { explainNoHandOff, readHandOff } from "./read-hand-off.js";
import type { ToldHandOff } from "../report/session-report.js";

function clearIfFinished({ fileSystem }: LauncherParts, { directory }: Session): void {
  const { unfinished, problem, notes } = summarizeSession(fileSystem, directory);
  if (!unfinished && problem === undefined && notes.length === 0) clearUnfinished(fileSystem, directory);
}

/** What was written into a file that somebody deleted meanwhile is nowhere, and nothing fails: so it is looked for. */
export function checkRecords(
  { problems, fileSystem }: Pick<LauncherParts, "problems" | "fileSystem">,
  { session, journal }: OpenSession,
): void {
  if (fileSystem.exists(journal.path)) return;
  mark("session: records that were deleted while it ran are missed at its end");
  const isGone = !fileSystem.exists(session.directory);
  problems.add(
    launcherError("SESSION_RECORDS_LOST", {
      what: isGone
        ? `the session's folder ${session.directory} was deleted or moved while it ran, and the journal in it`
        : `the journal ${journal.path} was deleted or moved while the session ran`,
      where: { file: journal.path },
      ...(isGone ? { todo: "Put the folder back where it was, with all that was in it, then {resume}." } : {}),
    }),
  );
}

/** Writes what is known of the hand-off into the session's journal, while the plugin that knows is still there. Returns it. */
export async function recordHandOff(parts: LauncherParts, open: OpenSession): Promise<ToldHandOff> {
  const { services } = parts.container;
  try {
    const known = await readHandOff(services, parts.clock, open.session);
    if (known === undefined) return explainNoHandOff(services, parts.resolved);
    const { state, detail, status } = known;
    parts.recorder.record({ type: "handOff", state, detail });
    return { state, detail, ...(status === undefined ? {} : { status }) };
  } catch (error) {
    mark("session: a hand-off that can't be read is told as unknown");
    parts.log.warning(`where the hand-off stands could not be read: ${messageOf(error)}`);
    return { state: "unknown", detail: messageOf(error) };
  }
}

/**
 * Ends a session's journal with the exit code, keeps the whole of the launcher's log beside it (the copy among the data was
 * taken before the hand-off), and frees the rig. Without an exit code the session has not come to its end, and is left to be
 * resumed. Never throws.
 */
export async function finishSession(
  parts: LauncherParts,
  open: OpenSession,
  exitCode: number | undefined,
): Promise<void> {
  if (exitCode !== undefined) parts.recorder.record({ type: "closed", exitCode });
  open.journal.close();
  try {
    // Else it would be made anew, and look like a session.
    if (parts.fileSystem.exists(open.session.directory))
      parts.logs.keepIn(join(open.session.directory, SESSION_FOLDER, "logs"));
  } catch (error) {
    mark("session: logs that can't be kept beside its journal cost only themselves");
    parts.log.warning(messageOf(error));
  }
  clearIfFinished(parts, open.session);
  await open.lock.release();
}
