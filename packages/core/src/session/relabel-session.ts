import { basename, dirname } from "node:path";
import { mark } from "@rigline/foundation/marks";
import type { Clock, FileSystem } from "@rigline/foundation/platform";
import { listSessionFolders } from "./list-sessions.js";
import { readOrigin, writeSessionFiles } from "./open-session-folder.js";
import { nameFor } from "./plan-session.js";
import { readSessionFile } from "./read-session.js";
import { sessionError } from "./session-errors.js";
import { addToSessionJournal } from "./session-journal.js";
import { formerNames, withLabel } from "./session-label.js";
import type { Session } from "./session.js";
import { markUnfinished, readMark } from "./unfinished-index.js";

/**
 * The session as it is called when its animal is another one; its folder stays. Throws SESSION_SUBJECT_INVALID and
 * SESSION_NAME_TAKEN.
 */
export function planRelabel(fileSystem: FileSystem, session: Session, subject: string): Session {
  const name = nameFor(session, subject);
  if (subject === session.subject) return session;
  const dataDir = dirname(dirname(session.directory));
  const others = listSessionFolders(fileSystem, dataDir).filter((folder) => folder !== session.directory);
  const taken = others.find((folder) => [basename(folder), readSessionFile(fileSystem, folder)?.name].includes(name));
  if (taken !== undefined)
    throw sessionError("SESSION_NAME_TAKEN", {
      what: `${session.name} can't become ${name}: that is the session in ${taken}`,
      where: { file: taken },
    });
  return withLabel(session, { subject, name });
}

/**
 * Says in the session's own records what it is called now. The journal's line is the deed; what is read faster follows, and is
 * put right when it is asked for again after a launcher that was killed between. Throws JOURNAL_WRITE_FAILED and
 * STORAGE_WRITE_FAILED.
 */
export function relabelSession(
  { fileSystem, clock }: { readonly fileSystem: FileSystem; readonly clock: Pick<Clock, "now"> },
  { from, to, by }: { readonly from: Session; readonly to: Session; readonly by: string },
): void {
  if (to.subject === from.subject) mark("relabel: what was cut short behind the journal's line is done again");
  else {
    const label = ({ subject, name }: Session) => ({ subject, name });
    const parts = { fileSystem, clock };
    addToSessionJournal(from, { type: "relabelled", by, from: label(from), to: label(to) }, parts);
  }
  writeSessionFiles(fileSystem, to, to.directory, readOrigin(fileSystem, from));
  if (readMark(fileSystem, to.directory) !== undefined) markUnfinished(fileSystem, to);
}

/** What to tell whoever asks for a session by a name that it had; undefined: it is called so, or asked for otherwise. */
export function describeFormerName(fileSystem: FileSystem, directory: string, wanted: string): string | undefined {
  const session = readSessionFile(fileSystem, directory);
  if (session === undefined || wanted === session.name || !formerNames(session).includes(wanted)) return undefined;
  return `the session in ${directory} is called ${session.name} since it was relabelled`;
}
