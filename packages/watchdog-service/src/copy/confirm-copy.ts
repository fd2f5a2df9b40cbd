import { identityOf, inspectIfThere, type Disk, type DiskEntry } from "@rigline/foundation/disk";
import { mark } from "@rigline/foundation/marks";
import type { ReadBack, SourceRead } from "@rigline/manifest";
import { compareReadBack } from "./compare-read-back.js";
import type { CopyTask, FileSide, OnBytes, VerifiedFile } from "./copy-task.js";
import { failedAtDestination, failedToWrite } from "./destination-failures.js";
import { findDifference, requireAsWritten } from "./find-difference.js";
import { hashFile } from "./read-file.js";
import type { WrittenCopy } from "./write-copy.js";

/** What a batch is copied with. */
export interface Copying {
  readonly disk: Disk;
  readonly algorithm: string;
  readonly onBytes: OnBytes;
  readonly readBack: ReadBack;
  readonly verifySource: boolean;
  /** Called of a copy that could not be given its source's time. */
  readonly onUndated: () => void;
}

/** A copy that is written, and known to be on the device as far as it can be. */
export interface FlushedCopy extends WrittenCopy {
  readonly task: CopyTask;
  /** False: its share has no flush. */
  readonly flushed: boolean;
}

/** The copy of an earlier attempt, if the ledger knows it; flushed, because that attempt may have been killed before it could. */
export function findThere(copying: Copying, task: CopyTask): VerifiedFile | undefined {
  const { disk, algorithm, onBytes } = copying;
  const { path, bytes, modified, ledgerHash, held, said } = task;
  if (ledgerHash === undefined || said?.some(({ hash }) => hash !== ledgerHash) === true) return undefined;
  const there = lookAtCopy(disk, task.destination);
  if (there?.size !== bytes) return undefined;
  let { identity } = task;
  const isToBeRead = task.sourceInDoubt === true || (copying.verifySource && said === undefined);
  let sourceRead: SourceRead | undefined = said === undefined ? undefined : "writer";
  if (held !== undefined && identityOf(there) === held.identity && !isToBeRead) {
    mark("copy: a file that was verified while its session ran, and not touched since, is in place");
    const { readBack } = held;
    const known = { path, bytes, hash: ledgerHash, modified, identity, copy: held.identity };
    return { ...known, flushed: true, readBack, sourceRead, copied: false };
  }
  if (isToBeRead) {
    mark("copy: a source in doubt is read before the copy found in place counts");
    const source = hashFile(disk, algorithm, sourceOf(copying, task), onBytes);
    if (source.hash !== ledgerHash) return undefined;
    ({ identity } = source);
    if (copying.verifySource) sourceRead ??= source.readBack;
  }
  mark("copy: a file found in place is flushed and read again");
  const flushed = flushThere(disk, task);
  const copy = hashFile(disk, algorithm, copyOf(copying, task), onBytes);
  if (copy.hash !== ledgerHash) return undefined;
  const { readBack } = copy;
  const found = { path, bytes, hash: ledgerHash, modified, identity, copy: copy.identity, flushed, readBack };
  return { ...found, sourceRead, copied: false };
}

function lookAtCopy(disk: Disk, path: string): DiskEntry | undefined {
  try {
    return inspectIfThere(disk, path);
  } catch (error) {
    throw failedAtDestination(path, error, "looked at");
  }
}

function flushThere(disk: Disk, task: CopyTask): boolean {
  try {
    return disk.flushFile(task.destination) === undefined;
  } catch (error) {
    throw failedToWrite(task, error);
  }
}

/** Reads a copy back. Throws COPY_DIFFERS, or whose bytes else are others than were read. */
export function confirmCopy(copying: Copying, written: FlushedCopy): VerifiedFile {
  const { task, hash, identity, flushed, original } = written;
  const { path, bytes, modified, said } = task;
  const { disk, algorithm, onBytes } = copying;
  if (said !== undefined) requireAsWritten(disk, { ...written, algorithm, said }, sourceOf(copying, task), onBytes);
  const isReadTwice = original === undefined || copying.verifySource;
  const read = isReadTwice ? { task, readBack: secondRead(copying) } : { bytes: original };
  const against = said === undefined ? read : { algorithm, hash };
  const copy = compareReadBack(disk, copyOf(copying, task), against, onBytes);
  const { readBack, sourceRead } = copy;
  if (copy.isSame && copy.bytes === bytes)
    return { path, bytes, hash, modified, identity, copy: copy.identity, flushed, readBack, sourceRead, copied: true };
  const held = { ...written, algorithm, copy: copyOf(copying, task), isReadTwice: "task" in against };
  throw findDifference(disk, held, onBytes);
}

/** Past what the first reading has left in the cache, where that is asked for. */
function secondRead({ verifySource }: Copying): ReadBack {
  return verifySource ? "device" : "cache";
}

function sourceOf(copying: Copying, { source }: CopyTask): FileSide {
  return { path: source, side: "source", readBack: secondRead(copying) };
}

function copyOf({ readBack }: Copying, { destination }: CopyTask): FileSide {
  return { path: destination, side: "copy", readBack };
}
