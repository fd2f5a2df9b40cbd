import { join } from "node:path";
import { type Clock, type FileSystem, flushFolder } from "@rigline/foundation/platform";
import { checkSubject } from "../session/check-subject.js";
import { writeSessionFiles } from "../session/open-session-folder.js";
import { createSessionJournal } from "../session/session-journal.js";
import { SESSION_FOLDER } from "../session/session-places.js";
import type { Session } from "../session/session.js";
import type { FoundSession } from "./session-finder.js";

export interface AdoptParts {
  readonly fileSystem: FileSystem;
  readonly clock: Pick<Clock, "now" | "zone">;
  /** Of this process. */
  readonly pid: number;
  readonly rigName: string;
  /** Who runs the command; the session's experimenter where its folder names none. */
  readonly user: string;
  /** `user@host`. */
  readonly by: string;
}

/** Why a folder can't become a session of Rigline, one phrase; undefined: it can. */
export function objectToAdoption({ name, subject }: Pick<FoundSession, "name" | "subject">): string | undefined {
  return checkSubject(subject) ?? checkSubject(name)?.replace("the subject", "its name");
}

/**
 * Gives a folder that another launcher recorded what makes it a session of Rigline: `.rigline` with `session.json` and a journal,
 * by which the experiment is over. It appears whole or not at all, and nothing else in it is touched. From then on it is resumed,
 * listed and handed off like any other.
 * Throws STORAGE_WRITE_FAILED and JOURNAL_WRITE_FAILED.
 */
export function adoptSession(parts: AdoptParts, found: FoundSession): Session {
  const { fileSystem, clock, pid, rigName, user, by } = parts;
  const { name, subject, experimenters, date, directory, evidence } = found;
  const session: Session = {
    name,
    subject,
    experimenters: experimenters.length === 0 ? [user] : experimenters,
    date,
    zone: clock.zone(),
    rigName,
    experiment: "",
    notes: "",
    directory,
  };
  const ended = { type: "experimentEnded", outcome: "success" } as const;
  const swept = { type: "handOffChanged", by, change: "sweep", detail: evidence.join("; ") } as const;
  // Under another name until it is whole: by a journal that was cut short the experiment would still be to be run.
  const making = join(directory, `${SESSION_FOLDER}-making`);
  fileSystem.remove(making);
  writeSessionFiles(fileSystem, session, making);
  createSessionJournal(session, { fileSystem, clock, pid, early: [ended, swept] }, making).close();
  fileSystem.rename(join(making, SESSION_FOLDER), join(directory, SESSION_FOLDER));
  fileSystem.remove(making);
  flushFolder(fileSystem, directory);
  return session;
}
