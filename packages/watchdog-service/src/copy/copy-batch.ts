import { errorCode, inspectIfThere, type Disk } from "../platform/disk.js";
import { copyError } from "./copy-errors.js";
import { discard, failedToWrite } from "./destination-failures.js";
import { hashFile } from "./hash-file.js";
import type { CopyOutcome, CopyTask, OnBytes, VerifiedFile } from "./copy-task.js";
import { writeCopy } from "./write-copy.js";

interface Written {
  readonly task: CopyTask;
  readonly descriptor: number;
  readonly hash: string;
}

/**
 * Copies a few files so that each is known to be right: written, flushed, read back, compared. The flushes follow the
 * writes of the whole batch, because the second flush in a row is nearly free. Whatever is not verified is removed.
 */
export function copyBatch(disk: Disk, algorithm: string, tasks: readonly CopyTask[], onBytes: OnBytes): CopyOutcome {
  const verified: VerifiedFile[] = [];
  const written: Written[] = [];
  let failure: unknown;
  try {
    for (const task of tasks) {
      if (isThereAlready(disk, algorithm, task, onBytes))
        verified.push(verifiedFile(task, task.ledgerHash ?? "", false));
      else written.push({ task, ...writeCopy(disk, algorithm, task, onBytes) });
    }
  } catch (error) {
    failure = error;
  }
  try {
    for (const copy of written) flush(disk, copy);
    for (let copy = written.at(-1); copy !== undefined; copy = written.at(-1)) {
      confirm(disk, algorithm, copy, onBytes);
      verified.push(verifiedFile(copy.task, copy.hash, true));
      written.pop();
    }
  } catch (error) {
    failure ??= error;
  }
  for (const copy of written) discard(disk, copy.descriptor, copy.task.destination);
  return { verified, failure };
}

function verifiedFile({ path, bytes, modified }: CopyTask, hash: string, copied: boolean): VerifiedFile {
  return { path, bytes, hash, modified, copied };
}

function isThereAlready(disk: Disk, algorithm: string, task: CopyTask, onBytes: OnBytes): boolean {
  if (task.ledgerHash === undefined) return false;
  if (inspectIfThere(disk, task.destination)?.size !== task.bytes) return false;
  return hashFile(disk, algorithm, task.destination, onBytes).hash === task.ledgerHash;
}

function flush(disk: Disk, { task, descriptor }: Written): void {
  try {
    disk.setModified(descriptor, BigInt(task.modified));
  } catch (error) {
    // Some shares keep no times; the bytes are what was promised.
    if (errorCode(error) === "EIO") throw failedToWrite(task, error);
  }
  try {
    disk.sync(descriptor);
    disk.close(descriptor);
  } catch (error) {
    throw failedToWrite(task, error);
  }
}

function confirm(disk: Disk, algorithm: string, { task, hash }: Written, onBytes: OnBytes): void {
  const copy = hashFile(disk, algorithm, task.destination, onBytes);
  if (copy.hash === hash && copy.bytes === task.bytes) return;
  throw copyError("COPY_DIFFERS", {
    what: `${task.destination} differs from ${task.source} when read back`,
    where: { file: task.destination },
    why: `${algorithm} of the source is ${hash} (${task.bytes} bytes), of the copy ${copy.hash} (${copy.bytes} bytes)`,
  });
}
