import { dirname, join } from "node:path";
import {
  type Disk,
  type DiskEntry,
  identityOf,
  inspectIfThere,
  isSame as isSameEntry,
  lineage,
  realPlace,
  removeTree,
} from "@rigline/foundation/disk";
import { messageOf } from "@rigline/foundation/errors";
import { mark } from "@rigline/foundation/marks";
import { isWithin } from "@rigline/foundation/paths";
import { removeQuietly, type FileSystem } from "@rigline/foundation/platform";
import { copyBatch } from "../copy/copy-batch.js";
import type { CopyTask } from "../copy/copy-task.js";
import { inBatches } from "../copy/in-batches.js";
import { hashFile } from "../copy/read-file.js";
import type { ListedFile } from "../verify/file-list.js";
import { fetchError } from "./fetch-errors.js";
import {
  countFetched,
  type Fetched,
  type FetchRequest,
  findLinks,
  growingBeside,
  makeGrowing,
  nothingFetched,
  placeFetched,
  requireFolder,
  requireInside,
  requireFetchRoom,
  requireTarget,
} from "./fetched.js";

/** Of files of which nobody has a hash: they are held against their sizes alone, and each copy against its source. */
const ALGORITHM = "sha256";

interface Wanted {
  readonly listed: ListedFile;
  readonly entry: DiskEntry;
  readonly bytes: number;
}

/**
 * Brings a session back from where it was published, by the same copier: each file is written beside its place, flushed, read back,
 * compared, held against the list, and then gets its name if that is free. What is there already and right is kept, so that a fetch
 * that was cut short goes on. Throws FETCH_NO_PLACE, FETCH_NO_ROOM and FETCH_LIST_STRANGE, having written nothing, and
 * STORAGE_WRITE_FAILED where no folder can be made.
 */
export function fetchCopy(
  { disk, fileSystem }: { readonly disk: Disk; readonly fileSystem: FileSystem },
  { folder, list, target, isDry, onFetched }: FetchRequest,
): Fetched {
  requirePlace(disk, folder, target);
  requireInside(list, target);
  const algorithm = list.algorithm ?? ALGORITHM;
  const found = nothingFetched();
  const leadsThroughLink = { copy: findLinks(disk, folder), target: findLinks(disk, target) };
  const onBytes = countFetched(found, onFetched);
  const wanted = list.files.flatMap((listed) => look(listed));
  requireFetchRoom(disk, dirname(target), wanted);
  if (isDry) return { ...found, fetched: wanted.map(({ listed }) => listed.path) };
  const staging = growingBeside(target);
  for (const batch of inBatches(wanted)) copy(batch);
  if (inspectIfThere(disk, staging) !== undefined) removeTree(disk, staging);
  return found;

  /** Nothing: there is nothing to be copied of it. */
  function look(listed: ListedFile): readonly Wanted[] {
    const { path, bytes: size } = listed;
    try {
      const entry = inspectIfThere(disk, join(folder, path));
      if (entry === undefined) found.missing.push(path);
      else if (entry.kind !== "file" || leadsThroughLink.copy(path))
        found.changed.push({ path, why: "a link, or a folder, stands there" });
      else if (size !== undefined && entry.size !== size)
        found.changed.push({ path, why: `has ${entry.size} bytes and not ${size}` });
      else if (leadsThroughLink.target(path)) found.inTheWay.push(path);
      else {
        const there = inspectIfThere(disk, join(target, path));
        if (there === undefined) return [{ listed, entry, bytes: entry.size }];
        (isSame(listed, entry, there) ? found.kept : found.inTheWay).push(path);
      }
    } catch (error) {
      found.failed.push({ path, why: messageOf((error as { cause?: unknown }).cause ?? error) });
    }
    return [];
  }

  function isSame({ path, hash }: ListedFile, entry: DiskEntry, there: DiskEntry): boolean {
    if (there.kind !== "file" || there.size !== entry.size) return false;
    const hashOf = (place: string): string =>
      hashFile(disk, algorithm, { path: join(place, path), side: "copy", readBack: "cache" }, onBytes).hash;
    return hashOf(target) === (hash ?? hashOf(folder));
  }

  function copy(batch: readonly Wanted[]): void {
    const tasks = batch.map(({ listed: { path }, entry }): CopyTask => {
      const destination = join(staging, path);
      makeGrowing(fileSystem, dirname(destination));
      const modified = String(entry.modifiedNs);
      return {
        source: join(folder, path),
        destination,
        path,
        bytes: entry.size,
        modified,
        identity: identityOf(entry),
      };
    });
    const { verified, failure } = copyBatch(disk, algorithm, tasks, onBytes);
    const done = new Map(verified.map((file) => [file.path, file.hash]));
    for (const { listed } of batch) {
      const hash = done.get(listed.path);
      if (hash === undefined) {
        const why = failure === undefined ? "it was not copied" : messageOf(failure);
        found.failed.push({ path: listed.path, why });
      } else place(listed, hash);
    }
  }

  function place({ path, hash }: ListedFile, copied: string): void {
    const from = join(staging, path);
    if (hash !== undefined && hash !== copied) {
      mark("fetch: what is no longer what was handed off is not left at the rig");
      removeQuietly(fileSystem, from);
      return void found.changed.push({ path, why: `has another ${algorithm}` });
    }
    placeFetched({ fileSystem }, { from, to: join(target, path), path }, found);
  }
}

function requirePlace(disk: Disk, folder: string, target: string): void {
  requireTarget(disk, target);
  const copy = disk.inspect(disk.realPath(folder));
  // By a second name of it, too: a link, or another mount of the share.
  const { existing, rest } = realPlace(disk, target);
  const isInCopy = lineage(disk, existing).some(({ entry }) => isSameEntry(entry, copy));
  if (isInCopy || isWithin(disk.realPath(folder), join(existing, ...rest)))
    throw fetchError("FETCH_NO_PLACE", { what: `${target} is where the copy is`, where: { file: target } });
  requireFolder(disk, target);
}
