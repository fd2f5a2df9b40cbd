import { createHash } from "node:crypto";
import { basename, dirname, join } from "node:path";
import { type Disk, identityOf, inspectIfThere, isSame, lineage, removeTree } from "@rigline/foundation/disk";
import { RiglineError } from "@rigline/foundation/errors";
import { mark } from "@rigline/foundation/marks";
import { writeFailed } from "@rigline/foundation/platform";
import { copyBatch } from "../copy/copy-batch.js";
import type { CopyTask } from "../copy/copy-task.js";
import { inBatches } from "../copy/in-batches.js";
import { walkTree } from "../publish/walk-tree.js";
import { bagError } from "./bag-errors.js";

/** As BagIt calls it, and node:crypto too. */
const ALGORITHM = "sha256";

export interface BagSource {
  /** Absolute. */
  readonly folder: string;
  /**
   * The files that have to be there, by path, and what each is known to be, lower-case hex; undefined: nobody knows its hash. Files that it
   * does not name are taken as they are.
   */
  readonly known: ReadonlyMap<string, string | undefined>;
}

/** What a bag was made of. */
export interface WrittenBag {
  readonly files: number;
  readonly bytes: number;
  /** Files whose hash was known before: each was found to have it. */
  readonly checked: number;
}

/** Written into `bag-info.txt`. */
export interface BagInfo {
  /** `YYYY-MM-DD`. */
  readonly date: string;
  readonly agent: string;
}

/**
 * Copies a folder into a BagIt bag (RFC 8493) of its own: the files below `data`, each written, flushed, read back and compared, and held against
 * what it is known to be. The bag has its name when it is whole. Empty folders are left out, as a bag has none. Throws BAG_TARGET_TAKEN,
 * BAG_IN_ITS_SOURCE, BAG_NOT_OF_FILES, BAG_SOURCE_DIFFERS, STORAGE_WRITE_FAILED, and as `copyBatch` does.
 */
export function writeBag(disk: Disk, { folder, known }: BagSource, target: string, info: BagInfo): WrittenBag {
  if (inspectIfThere(disk, target) !== undefined)
    throw bagError("BAG_TARGET_TAKEN", { what: `${target} is there already`, where: { file: target } });
  requireOutside(disk, folder, target);
  const { tasks, folders } = planBag(disk, folder, join(growing(target), "data"));
  requireListed(folder, tasks, known);
  const staging = growing(target);
  try {
    removeTree(disk, staging);
    disk.makeFolder(staging);
    for (const path of ["data", ...folders.map((name) => `data/${name}`)]) disk.makeFolder(join(staging, path));
    const hashes = copyAll(disk, tasks, known);
    const bytes = tasks.reduce((sum, task) => sum + task.bytes, 0);
    const manifest = [...hashes].map(([path, hash]) => `${hash}  data/${encodePath(path)}\n`).join("");
    const tags = {
      "bagit.txt": "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
      "bag-info.txt": renderInfo(basename(folder), { files: tasks.length, bytes }, info),
      "manifest-sha256.txt": manifest,
    };
    const lines = Object.entries(tags).map(([name, text]) => `${hashOf(text)}  ${name}\n`);
    for (const [name, text] of Object.entries({ ...tags, "tagmanifest-sha256.txt": lines.join("") }))
      writeTag(disk, join(staging, name), text);
    for (const path of [...folders.map((name) => `data/${name}`).toReversed(), "data", ""])
      disk.syncFolder(join(staging, path));
    disk.rename(staging, target);
    disk.syncFolder(dirname(target));
    return { files: tasks.length, bytes, checked: tasks.filter(({ path }) => known.get(path) !== undefined).length };
  } catch (error) {
    const told = error instanceof RiglineError ? error : writeFailed("cannot write the bag", target, error);
    try {
      removeTree(disk, staging);
    } catch {
      mark("bag: what grew and can't be removed now is removed by the next attempt");
    }
    throw told;
  }
}

/** It would be part of what it is made of, and what was published is nobody's to change. By a link or a second mount, too. */
function requireOutside(disk: Disk, folder: string, target: string): void {
  const source = disk.inspect(disk.realPath(folder));
  if (lineage(disk, disk.realPath(dirname(target))).some(({ entry }) => isSame(entry, source)))
    throw bagError("BAG_IN_ITS_SOURCE", { what: `${target} is in ${folder}`, where: { file: target } });
}

/** An archive of what is left of a session must not pass for one of the session. */
function requireListed(folder: string, tasks: readonly CopyTask[], known: BagSource["known"]): void {
  const there = new Set(tasks.map(({ path }) => path));
  const missing = [...known.keys()].filter((path) => !there.has(path));
  const [first] = missing;
  if (first === undefined) return;
  throw bagError("BAG_SOURCE_DIFFERS", {
    what: `${first} was handed off, and is not in ${folder}`,
    ...(missing.length === 1 ? {} : { why: `nor are ${missing.length - 1} more of the list` }),
  });
}

function growing(target: string): string {
  return join(dirname(target), `.rigline-${basename(target)}.partial`);
}

function planBag(
  disk: Disk,
  folder: string,
  data: string,
): { readonly tasks: readonly CopyTask[]; readonly folders: readonly string[] } {
  const tasks: CopyTask[] = [];
  const tree = walkTree(disk, folder, (path, entry) => {
    const { size: bytes, modifiedNs } = entry;
    const source = join(folder, path);
    const modified = modifiedNs.toString();
    tasks.push({ source, destination: join(data, path), path, bytes, modified, identity: identityOf(entry) });
  });
  const [odd] = [...tree.others, ...tree.unreachable];
  if (odd !== undefined)
    throw bagError("BAG_NOT_OF_FILES", { what: `${odd} in ${folder} is no file, or has a name that is no UTF-8` });
  const above = new Set(tasks.flatMap(({ path }) => foldersAbove(path)));
  return { tasks: tasks.sort(byPath), folders: [...above].sort() };
}

function foldersAbove(path: string): readonly string[] {
  const parts = path.split("/").slice(0, -1);
  return parts.map((_part, index) => parts.slice(0, index + 1).join("/"));
}

function copyAll(disk: Disk, tasks: readonly CopyTask[], known: BagSource["known"]): ReadonlyMap<string, string> {
  const hashes = new Map<string, string>();
  for (const batch of inBatches(tasks)) {
    const { verified, failure } = copyBatch(disk, ALGORITHM, batch, () => {}, {
      readBack: "device",
      verifySource: true,
    });
    if (failure !== undefined) throw failure;
    for (const { path, hash } of verified) {
      const wanted = known.get(path);
      if (wanted !== undefined && wanted !== hash)
        throw bagError("BAG_SOURCE_DIFFERS", {
          what: `${path} is not what was handed off`,
          why: `${ALGORITHM} ${hash} and not ${wanted}`,
        });
      hashes.set(path, hash);
    }
  }
  return new Map([...hashes].sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** RFC 8493, 2.1.3: these and no others. */
function encodePath(path: string): string {
  return path.replaceAll("%", "%25").replaceAll("\n", "%0A").replaceAll("\r", "%0D");
}

function renderInfo(
  name: string,
  { files, bytes }: { readonly files: number; readonly bytes: number },
  { date, agent }: BagInfo,
): string {
  const lines = {
    "Bag-Software-Agent": agent,
    "Bagging-Date": date,
    "External-Identifier": name.replaceAll(/[\r\n]+/g, " "),
    "Payload-Oxum": `${bytes}.${files}`,
  };
  return Object.entries(lines)
    .map(([label, value]) => `${label}: ${value}\n`)
    .join("");
}

function writeTag(disk: Disk, path: string, text: string): void {
  const descriptor = disk.createNew(path);
  try {
    const bytes = Buffer.from(text, "utf8");
    for (let done = 0; done < bytes.length;) done += disk.write(descriptor, bytes.subarray(done));
    disk.sync(descriptor);
  } finally {
    disk.close(descriptor);
  }
}

function hashOf(text: string): string {
  return createHash(ALGORITHM).update(text).digest("hex");
}

function byPath(one: CopyTask, other: CopyTask): number {
  return one.path < other.path ? -1 : 1;
}
