import { createHash } from "node:crypto";
import type { Disk } from "@rigline/foundation/disk";
import { RiglineError } from "@rigline/foundation/errors";
import { cannotFlush, systemCodeOf } from "@rigline/foundation/platform";
import { mark } from "@rigline/foundation/marks";
import type { ReadBack } from "@rigline/manifest";
// Not by way of the whole package, which costs each worker 14 MB.
import { renderSums, type SummedFile } from "@rigline/manifest/sums";
import { copyError } from "../copy/copy-errors.js";
import { failedToWrite, makeAtDestination } from "../copy/destination-failures.js";
import { hashFile } from "../copy/read-file.js";

const HASH_BYTES = 32;

/** The list that is to lie among published files. */
export interface ListToWrite {
  /** Its name. */
  readonly name: string;
  /** The sha256 of each file, one behind the other in the files' order. */
  readonly hashes: Uint8Array;
  /** What it is read back from. */
  readonly readBack: ReadBack;
}

/** `hashes`: lower-case hex, all of one algorithm. */
export function packHashes(hashes: readonly string[]): Uint8Array {
  const [{ length } = ""] = hashes;
  const packed = new Uint8Array((hashes.length * length) / 2);
  for (const [index, hash] of hashes.entries()) packed.set(Buffer.from(hash, "hex"), (index * length) / 2);
  return packed;
}

/** What a list of these files is, as `renderSums` has it: of itself, and so the same for everybody who has the files. */
export function hashOfSums(files: readonly Required<SummedFile>[]): string {
  const hash = createHash("sha256");
  for (const piece of renderSums(files.toSorted(byPath), "./")) hash.update(piece);
  return hash.digest("hex");
}

/**
 * Writes the list of files that were read back and compared, flushes it, and reads it back too. Says what it is. Whatever stands there
 * is an earlier attempt's. `paths`: of the files, in order. Throws COPY_DIFFERS and what the destination refuses.
 */
export function writeSums(
  disk: Disk,
  path: string,
  paths: readonly string[],
  { hashes, readBack, further }: Pick<ListToWrite, "hashes" | "readBack"> & Pick<HowToWrite, "further">,
  mode?: number,
): WrittenText {
  return writeReadBack(disk, path, renderSums(unpack(paths, hashes), "./"), { readBack, mode, further });
}

interface HowToWrite {
  readonly readBack: ReadBack;
  readonly mode?: number | undefined;
  /** An algorithm, for a second hash of what was read back. */
  readonly further?: string | undefined;
}

interface WrittenText {
  readonly bytes: number;
  /** Its sha256. */
  readonly hash: string;
  readonly further?: string | undefined;
}

/** The same of any text, given in pieces. */
export function writeReadBack(
  disk: Disk,
  path: string,
  pieces: Iterable<string>,
  { readBack, mode, further }: HowToWrite,
): WrittenText {
  const written = createHash("sha256");
  let bytes = 0;
  try {
    const descriptor = makeAtDestination(disk, path, () => create(disk, path, mode));
    try {
      for (const text of pieces) {
        const piece = Buffer.from(text, "utf8");
        for (let done = 0; done < piece.length;) done += disk.write(descriptor, piece.subarray(done));
        written.update(piece);
        bytes += piece.length;
      }
      flush(disk, descriptor);
    } finally {
      disk.close(descriptor);
    }
  } catch (error) {
    throw error instanceof RiglineError ? error : failedToWrite({ destination: path }, error);
  }
  const hash = written.digest("hex");
  const read = hashFile(disk, "sha256", { path, side: "copy", readBack }, () => {}, further);
  if (read.hash === hash) return { bytes, hash, further: read.further };
  throw copyError("COPY_DIFFERS", {
    what: `${path}, the list of what is published, was read back otherwise than it was written`,
    where: { file: path },
    why: `sha256 of what was written is ${hash}, of what is there ${read.hash}`,
  });
}

function create(disk: Disk, path: string, mode: number | undefined): number {
  try {
    return disk.createNew(path, mode);
  } catch (error) {
    if (systemCodeOf(error) !== "EEXIST") throw error;
    mark("publish: a list that an earlier attempt left is written anew");
    disk.removeFile(path);
    return disk.createNew(path, mode);
  }
}

function flush(disk: Disk, descriptor: number): void {
  try {
    disk.sync(descriptor);
  } catch (error) {
    // Told of the files that it lists already.
    if (!cannotFlush(error)) throw error;
  }
}

function* unpack(paths: readonly string[], hashes: Uint8Array): Generator<SummedFile> {
  const packed = Buffer.from(hashes.buffer, hashes.byteOffset, hashes.byteLength);
  for (const [index, path] of paths.entries())
    yield { path, hash: packed.toString("hex", index * HASH_BYTES, (index + 1) * HASH_BYTES) };
}

function byPath(one: SummedFile, other: SummedFile): number {
  return one.path < other.path ? -1 : 1;
}
