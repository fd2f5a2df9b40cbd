import { dirname, join } from "node:path";
import { type Disk, inspectIfThere, removeTree } from "@rigline/foundation/disk";
import { messageOf } from "@rigline/foundation/errors";
import { mark } from "@rigline/foundation/marks";
import { type FileSystem, removeQuietly } from "@rigline/foundation/platform";
import type { RemoteStore, SavePlace } from "@rigline/foundation/stores";
import { inBatches } from "../copy/in-batches.js";
import { hashFile } from "../copy/read-file.js";
import type { ListedFile } from "../verify/file-list.js";
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

interface Ports {
  readonly disk: Disk;
  readonly fileSystem: FileSystem;
}

/** Without an algorithm of its own a list of a store has this one. */
const ALGORITHM = "sha256";

/**
 * The same from a store that is no file system: each file comes beside its place, is flushed, read back from this machine's device, held against the
 * list, and then gets its name if that is free. What is there already and right is kept. Throws FETCH_NO_PLACE, FETCH_NO_ROOM and FETCH_LIST_STRANGE, having
 * written nothing, and StoreError.
 */
export async function fetchFromStore(
  ports: Ports,
  store: RemoteStore,
  { list, target, isDry, onFetched }: Omit<FetchRequest, "folder">,
): Promise<Fetched> {
  const { disk, fileSystem } = ports;
  requireTarget(disk, target);
  requireFolder(disk, target);
  requireInside(list, target);
  const leadsThroughLink = findLinks(disk, target);
  const found = nothingFetched();
  const onBytes = countFetched(found, onFetched);
  const standing = await store.list();
  const wanted: { readonly listed: ListedFile; readonly bytes: number }[] = [];
  for (const listed of list.files) {
    const { path, bytes: size } = listed;
    const there = standing.get(path);
    if (there === undefined) found.missing.push(path);
    else if (size !== undefined && there.bytes !== size)
      found.changed.push({ path, why: `has ${there.bytes} bytes and not ${size}` });
    else if (leadsThroughLink(path)) found.inTheWay.push(path);
    else if (inspectIfThere(disk, join(target, path)) === undefined) wanted.push({ listed, bytes: there.bytes });
    else (isRight(join(target, path), listed) ? found.kept : found.inTheWay).push(path);
  }
  requireFetchRoom(disk, dirname(target), wanted);
  if (isDry) return { ...found, fetched: wanted.map(({ listed }) => listed.path) };
  const staging = growingBeside(target);
  for (const batch of inBatches(wanted)) await bring(batch.map(({ listed }) => listed));
  if (inspectIfThere(disk, staging) !== undefined) removeTree(disk, staging);
  return found;

  async function bring(batch: readonly ListedFile[]): Promise<void> {
    for (const { path } of batch) makeGrowing(fileSystem, dirname(join(staging, path)));
    await store.save(
      batch.map(({ path }) => path),
      savePlace(ports, staging),
      onBytes,
    );
    for (const listed of batch) {
      const { path } = listed;
      const from = join(staging, path);
      try {
        if (inspectIfThere(disk, from) === undefined) {
          found.missing.push(path);
          continue;
        }
        disk.flushFile(from);
        if (!isRight(from, listed)) {
          mark("fetch: what comes from a store and is not what was handed off is not left at the rig");
          removeQuietly(fileSystem, from);
          found.changed.push({ path, why: `has another ${ALGORITHM}` });
        } else placeFetched(ports, { from, to: join(target, path), path }, found);
      } catch (error) {
        found.failed.push({ path, why: messageOf((error as { cause?: unknown }).cause ?? error) });
      }
    }
  }

  /** Without a hash its size says it. */
  function isRight(file: string, { hash, bytes: size }: ListedFile): boolean {
    const entry = inspectIfThere(disk, file);
    if (entry?.kind !== "file" || (size !== undefined && entry.size !== size)) return false;
    if (hash === undefined) return size !== undefined;
    return hashFile(disk, ALGORITHM, { path: file, side: "copy", readBack: "device" }, () => {}).hash === hash;
  }
}

/** Where files come to lie below a folder, over what an earlier attempt has left there; the folders for them are there. */
export function savePlace({ disk }: Pick<Ports, "disk">, folder: string): SavePlace {
  return {
    folder,
    begin: (path) => {
      const file = join(folder, path);
      // What an earlier attempt has left of it.
      if (inspectIfThere(disk, file) !== undefined) disk.removeFile(file);
      const descriptor = disk.createNew(file);
      return {
        write: (bytes) => {
          for (let rest = bytes; rest.length > 0; rest = rest.subarray(disk.write(descriptor, rest)));
        },
        end: () => {
          try {
            disk.sync(descriptor);
          } finally {
            disk.close(descriptor);
          }
        },
      };
    },
  };
}
