import { join } from "node:path";
import type { Disk, DiskEntry } from "@rigline/foundation/disk";
import { messageOf } from "@rigline/foundation/errors";
import { mark } from "@rigline/foundation/marks";
import type { FoundCopy, ReadBack } from "@rigline/manifest";
import { hashFile } from "../copy/read-file.js";
import { walkTree } from "../publish/walk-tree.js";
import type { FileList, ListedFile } from "./file-list.js";
import { verifyError } from "./verify-errors.js";

/** A file, relative to the published folder with `/` between folders, and what is wrong with it, one phrase. */
export interface FileTrouble {
  readonly path: string;
  readonly why: string;
}

/** What a published folder is beside what was handed off. */
export interface Verification {
  readonly missing: readonly string[];
  readonly changed: readonly FileTrouble[];
  /** The system would not let them be read, so nothing is known of them. */
  readonly unreadable: readonly FileTrouble[];
  /** In the folder and not in the list. Of an inventory: made, or put there, since. They spoil nothing. */
  readonly extra: readonly string[];
  /** `device` only where each file was read past this machine's cache; null: none was read. */
  readonly readBack: ReadBack | null;
}

/** How far it is: files looked at, bytes read. */
export type OnVerified = (done: { readonly files: number; readonly bytes: number }) => void;

/**
 * Compares a published folder with its inventory: that each file is there, its size and, where the inventory has hashes, every
 * byte. Links are not followed. Throws VERIFY_FOLDER_CLOSED.
 */
export function verifyFolder(
  disk: Disk,
  folder: string,
  { files, algorithm }: Pick<FileList, "files" | "algorithm">,
  onVerified: OnVerified,
  hashes?: FurtherHashes,
): Verification {
  const there = lookThrough(disk, folder);
  const others = new Set(there.others);
  const found = { missing: [] as string[], changed: [] as FileTrouble[], unreadable: [] as FileTrouble[] };
  const readFrom = new Set<ReadBack>();
  let bytes = 0;
  for (const [index, file] of files.entries()) {
    const size = there.files.get(file.path);
    const entry = size === undefined ? (others.has(file.path) ? OTHER : undefined) : ({ kind: "file", size } as const);
    const onBytes = (read: number): void => onVerified({ files: index, bytes: (bytes += read) });
    compareFile(disk, folder, file, entry, { algorithm, onBytes, found, readFrom, hashes });
  }
  const readBack = readFrom.has("cache") ? "cache" : readFrom.has("device") ? "device" : null;
  return { ...found, extra: extraOf(there, files), readBack };
}

const OTHER = { kind: "other", size: 0 } as const;

/** Compares one file with what was listed of it, by its content too where that was listed. `entry`: what stands there. */
export function compareFile(
  disk: Disk,
  folder: string,
  file: ListedFile,
  entry: Pick<DiskEntry, "kind" | "size"> | undefined,
  comparison: Comparison & { readonly found: { readonly missing: string[] } },
): void {
  const { path } = file;
  const { missing, changed } = comparison.found;
  if (entry === undefined) missing.push(path);
  else if (entry.kind !== "file") changed.push({ path, why: "a link, or a device, stands there" });
  else if (file.bytes !== undefined && entry.size !== file.bytes)
    changed.push({ path, why: `has ${entry.size} bytes and not ${file.bytes}` });
  else compareContent(disk, join(folder, path), file, comparison);
}

/** What is in a folder and not in its list, by path. Throws VERIFY_FOLDER_CLOSED. */
export function findExtra(disk: Disk, folder: string, files: readonly ListedFile[]): readonly string[] {
  return extraOf(lookThrough(disk, folder), files);
}

function extraOf(there: ReturnType<typeof walkTree>, files: readonly ListedFile[]): readonly string[] {
  const known = new Set(files.map(({ path }) => path));
  return [...there.files.keys(), ...there.others, ...there.unreachable].filter((path) => !known.has(path)).sort();
}

function lookThrough(disk: Disk, folder: string): ReturnType<typeof walkTree> {
  try {
    return walkTree(disk, folder);
  } catch (cause) {
    throw verifyError("VERIFY_FOLDER_CLOSED", {
      what: `${folder} can't be looked through: ${messageOf(cause)}`,
      where: { file: folder },
      cause,
    });
  }
}

/** Whoever wants a second hash of what is read. */
export interface FurtherHashes {
  readonly algorithm: string;
  readonly onHash: (path: string, hash: string, bytes: number) => void;
}

interface Comparison {
  readonly algorithm: string | null;
  readonly onBytes: (bytes: number) => void;
  readonly found: { readonly changed: FileTrouble[]; readonly unreadable: FileTrouble[] };
  readonly readFrom: Set<ReadBack>;
  readonly hashes?: FurtherHashes | undefined;
}

function compareContent(
  disk: Disk,
  copy: string,
  { path, hash }: ListedFile,
  { algorithm, onBytes, found, readFrom, hashes }: Comparison,
): void {
  if (algorithm === null || hash === undefined) return;
  try {
    // What the disk has by now is asked, not what this machine remembers of it.
    const read = hashFile(
      disk,
      algorithm,
      { path: copy, side: "copy", readBack: "device" },
      onBytes,
      hashes?.algorithm,
    );
    readFrom.add(read.readBack);
    if (read.further !== undefined) hashes?.onHash(path, read.further, read.bytes);
    if (read.hash !== hash) found.changed.push({ path, why: `has another ${algorithm}` });
  } catch (error) {
    mark("verify: a file that can't be read is told, and the others are read all the same");
    found.unreadable.push({ path, why: messageOf((error as { cause?: unknown }).cause ?? error) });
  }
}

export function isWhole({ missing, changed, unreadable }: Verification): boolean {
  return missing.length === 0 && changed.length === 0 && unreadable.length === 0;
}

/** The same as counts, for the journal. */
export function countFound({ missing, changed, unreadable, extra }: Verification): FoundCopy {
  return { missing: missing.length, changed: changed.length, unreadable: unreadable.length, extra: extra.length };
}
