import { dirname } from "node:path";
import {
  flushFolder,
  makeFolderDurably,
  readJson,
  systemCodeOf,
  writeDurably,
  adviceOnFileInTheWay,
  type FileSystem,
} from "@rigline/foundation/platform";
import { mark } from "@rigline/foundation/marks";
import { z } from "zod";
import { delaySession } from "./plan-session.js";
import { sessionError } from "./session-errors.js";
import { aindSessionFilePath, sessionFilePath } from "./session-places.js";
import type { Session, SessionOrigin } from "./session.js";

/** So many sessions of one subject within a second are no accident. */
const MOST_DELAYS = 60;

/**
 * Makes the session's folder, which must not exist yet, and writes what the session is into it. When another session of
 * the subject began in the same second, this one's date moves on by a second until its name is free; the session that
 * is returned is the true one. Throws SESSION_FOLDER_FAILED and STORAGE_WRITE_FAILED.
 */
export function openSessionFolder(fileSystem: FileSystem, wanted: Session): Session {
  const parent = dirname(wanted.directory);
  const session = claimFolder(fileSystem, wanted, parent);
  writeSessionFiles(fileSystem, session);
  return session;
}

/** `session.json` and `aind_session.json`. `at`: another folder than the session's. Throws STORAGE_WRITE_FAILED. */
export function writeSessionFiles(
  fileSystem: FileSystem,
  session: Session,
  at = session.directory,
  origin: SessionOrigin = {},
): void {
  makeFolderDurably(fileSystem, dirname(sessionFilePath(at)));
  writeJson(fileSystem, sessionFilePath(at), session);
  writeJson(fileSystem, aindSessionFilePath(at), toAindSession(session, origin));
}

/** Adds to `aind_session.json` what is known of where a session's code came from. Throws STORAGE_WRITE_FAILED. */
export function addOrigin(fileSystem: FileSystem, session: Session, origin: SessionOrigin): void {
  const known = { ...readOrigin(fileSystem, session), ...origin };
  writeJson(fileSystem, aindSessionFilePath(session.directory), toAindSession(session, known));
}

const OriginSchema = z.object({
  commit_hash: z.string().nullable(),
  allow_dirty_repo: z.boolean(),
  skip_hardware_validation: z.boolean(),
});

/** As `aind_session.json` says it; nothing where the file is gone, or is none of ours. */
export function readOrigin(fileSystem: FileSystem, session: Session): SessionOrigin {
  try {
    const said = OriginSchema.parse(readJson(fileSystem, aindSessionFilePath(session.directory)));
    return {
      ...(said.commit_hash === null ? {} : { commitHash: said.commit_hash }),
      allowsDirtyRepository: said.allow_dirty_repo,
      skipsHardwareValidation: said.skip_hardware_validation,
    };
  } catch {
    return {};
  }
}

function claimFolder(fileSystem: FileSystem, wanted: Session, parent: string): Session {
  try {
    makeFolderDurably(fileSystem, parent);
    let session = wanted;
    for (let delays = 0; !claim(fileSystem, session.directory); delays += 1) {
      if (delays === MOST_DELAYS) throw new Error(`the names of the next ${MOST_DELAYS} seconds are taken too`);
      mark("session: a name that another one has is left to it, and this one begins a second later");
      session = delaySession(session, parent);
    }
    flushFolder(fileSystem, parent);
    return session;
  } catch (cause) {
    throw sessionError("SESSION_FOLDER_FAILED", {
      what: `cannot make the folder of session ${wanted.name}: ${wanted.directory}`,
      where: { file: wanted.directory },
      ...adviceOnFileInTheWay(wanted.directory, fileSystem),
      cause,
    });
  }
}

function claim(fileSystem: FileSystem, directory: string): boolean {
  try {
    fileSystem.makeNewFolder(directory);
    return true;
  } catch (error) {
    if (systemCodeOf(error) === "EEXIST") return false;
    throw error;
  }
}

function writeJson(fileSystem: FileSystem, path: string, value: unknown): void {
  writeDurably(path, `${JSON.stringify(value, undefined, 2)}\n`, { fileSystem });
}

/** The release of aind-behavior-services whose Session model this is. */
const MODEL_VERSION = "0.13.9";

/** The `Session` of aind-behavior-services 0.13 and later, as JSON. */
interface AindSession {
  readonly aind_behavior_services_pkg_version: string;
  readonly version: string;
  readonly experiment: string | null;
  readonly experimenter: readonly string[];
  /** ISO 8601 with its offset. */
  readonly date: string;
  readonly session_name: string;
  readonly subject: string;
  readonly notes: string | null;
  readonly commit_hash: string | null;
  readonly allow_dirty_repo: boolean;
  readonly skip_hardware_validation: boolean;
}

export function toAindSession(session: Session, origin: SessionOrigin = {}): AindSession {
  return {
    aind_behavior_services_pkg_version: MODEL_VERSION,
    version: MODEL_VERSION,
    experiment: session.experiment === "" ? null : session.experiment,
    experimenter: session.experimenters,
    date: session.date,
    session_name: session.name,
    subject: session.subject,
    notes: session.notes === "" ? null : session.notes,
    commit_hash: origin.commitHash ?? null,
    allow_dirty_repo: origin.allowsDirtyRepository ?? false,
    skip_hardware_validation: origin.skipsHardwareValidation ?? false,
  };
}
