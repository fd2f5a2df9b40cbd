import { defineErrors, messageOf, type RiglineError } from "../errors/index.js";

export const storageError = defineErrors({
  STORAGE_WRITE_FAILED: {
    exit: "storage",
    meaning: "A file could not be written, flushed or moved into place. What was there before is unchanged.",
    todo: "Check that the disk is connected, has room and may be written by this user, then {again}.",
    retry: "always",
  },
  STORAGE_TARGET_EXISTS: {
    exit: "storage",
    meaning: "A file was to be moved to a name that is taken. Nothing is ever overwritten by a move.",
    todo: "Look at both files, remove or rename the one that is wrong, then {again}.",
    retry: "few",
  },
});

/** The code that the system gave an error: `ENOSPC`; undefined for any other value. */
export function systemCodeOf(thrown: unknown): string | undefined {
  const code = (thrown as { readonly code?: unknown } | null | undefined)?.code;
  return typeof code === "string" ? code : undefined;
}

/** Whether the system says that nothing stands at a path: any other refusal leaves it open. */
export function isNothing(thrown: unknown): boolean {
  return ["ENOENT", "ENOTDIR"].includes(systemCodeOf(thrown) ?? "");
}

/** Some file systems (shares, FUSE) have no flush and say so, on Windows by EISDIR; nothing else can be done about it. */
const CANNOT_FLUSH = new Set(["EINVAL", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EISDIR"]);

/** Whether a refused flush will be refused for ever. */
export function cannotFlush(thrown: unknown): boolean {
  return CANNOT_FLUSH.has(systemCodeOf(thrown) ?? "");
}

/** STORAGE_WRITE_FAILED with advice that fits the system's own code. */
export function writeFailed(what: string, path: string, cause: unknown): RiglineError {
  const advice = ADVICE[systemCodeOf(cause) ?? ""];
  return storageError("STORAGE_WRITE_FAILED", {
    what: `${what}: ${path}`,
    where: { file: path },
    why: messageOf(cause),
    ...(advice === undefined ? {} : { todo: advice }),
    cause,
  });
}

const ADVICE: Readonly<Record<string, string>> = {
  ENOSPC: "The disk is full: make room on it, then {again}.",
  EDQUOT: "The quota of this user is used up: make room, then {again}.",
  EACCES: "This user may not write there, or another program has the file open: change the rights or close it.",
  EPERM: "This user may not write there, or another program has the file open: change the rights or close it.",
  EBUSY: "Another program has the file open (a viewer, a virus scanner, a backup): close it.",
  EROFS: "The disk is mounted read-only: mount it for writing, or choose another folder.",
  ENOENT: "The folder does not exist: create it, or connect the disk that it is on.",
  ENOTDIR: "A part of the path is a file: choose another folder.",
  ENAMETOOLONG: "The path is too long for this file system: choose a shorter folder.",
  EIO: "The disk reports an error: save what is on it and check the disk.",
};
