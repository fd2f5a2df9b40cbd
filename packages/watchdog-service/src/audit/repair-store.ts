import { dirname, join } from "node:path";
import { identityOf, inspectIfThere } from "@rigline/foundation/disk";
import { parseJson } from "@rigline/foundation/documents";
import { messageOf } from "@rigline/foundation/errors";
import { mark } from "@rigline/foundation/marks";
import type { FileSystem } from "@rigline/foundation/platform";
import type { RemoteStore, StoreFile } from "@rigline/foundation/stores";
import { InventorySchema } from "@rigline/manifest";
import { makeGrowing, requireFetchRoom } from "../fetch/fetched.js";
import { savePlace } from "../fetch/fetch-from-store.js";
import { type BringPorts, prepareFile } from "../store/bring-files.js";
import { WHOLE_FILE } from "../store/own-files.js";
import type { DamagedFile, RepairAsks, Repaired } from "./repair-files.js";

/** `aside`: another place of the same store. */
export type StoreRepairAsks = Pick<RepairAsks, "aside" | "files">;

/**
 * Brings files of a copy in a store back from a file at this machine whose every byte is what was handed off. What stands in their places
 * is kept aside first. Each is fetched back then: of bytes that rot in a store its own hashes tell nothing. Throws StoreError.
 */
export async function repairStore(
  ports: BringPorts,
  store: RemoteStore,
  { files, aside }: StoreRepairAsks,
): Promise<Repaired> {
  const repaired: { path: string; from: string }[] = [];
  const left: { path: string; why: string }[] = [];
  const standing = await store.list();
  const published = await readPublished(store, [...standing.keys()]);
  for (const file of files) {
    const { path, hash } = file;
    try {
      const isPublished = published.get(path) === hash;
      const found = isPublished ? findWhole(ports, store, file) : undefined;
      if (!isPublished) left.push({ path, why: "no inventory that is published there has it" });
      else if (found === undefined) left.push({ path, why: "no other copy of it is known that is whole" });
      else {
        if (standing.has(path)) await store.setAside([path], aside);
        await store.put([found], ports.onBytes);
        const back = (await store.readBack([path], ports.onBytes)).get(path);
        if (back?.sha256 === hash) repaired.push({ path, from: found.source });
        else left.push({ path, why: `sha256 of what came back of it is ${back?.sha256 ?? "not known"}` });
      }
    } catch (error) {
      mark("audit: a file in a store that can't be brought back is told, and the others are all the same");
      left.push({ path, why: messageOf(error) });
    }
  }
  return { repaired, left };
}

/** What is published there may be another session by now: then nothing of this one belongs there. By path, its sha256. */
async function readPublished(store: RemoteStore, names: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const hashes = new Map<string, string>();
  for (const name of names.filter((one) => one === WHOLE_FILE || one.endsWith(`/${WHOLE_FILE}`))) {
    const text = Buffer.from((await store.get(name)) ?? []).toString("utf8");
    const whole = InventorySchema.safeParse(parseJson(text)).data;
    const prefix = name.slice(0, -WHOLE_FILE.length);
    for (const { path, hash } of whole?.algorithm === "sha256" ? whole.files : [])
      if (hash !== undefined) hashes.set(`${prefix}${path}`, hash);
  }
  return hashes;
}

function findWhole(
  ports: BringPorts,
  store: RemoteStore,
  { path, hash, candidates }: DamagedFile,
): StoreFile | undefined {
  const { disk } = ports;
  for (const source of candidates)
    try {
      const entry = inspectIfThere(disk, source);
      if (entry?.kind !== "file") continue;
      const modified = entry.modifiedNs.toString();
      const task = { source, destination: "", path, bytes: entry.size, modified, identity: identityOf(entry) };
      const found = prepareFile(ports, store, task);
      if (found.digest.sha256 === hash) return found;
    } catch {
      mark("audit: a file that can't be read is none to bring one in a store back from");
    }
  return undefined;
}

export interface FetchFilesAsks {
  /** Where nothing else lies. Absolute. */
  readonly folder: string;
  readonly files: readonly { readonly path: string; readonly bytes: number }[];
}

/** Brings files of a copy in a store to a folder of this machine, whatever they are. Throws FETCH_NO_ROOM and StoreError. */
export async function fetchFiles(
  { disk, fileSystem, onBytes }: BringPorts & { readonly fileSystem: FileSystem },
  store: RemoteStore,
  { folder, files }: FetchFilesAsks,
): Promise<void> {
  makeGrowing(fileSystem, folder);
  requireFetchRoom(disk, folder, files);
  for (const { path } of files) makeGrowing(fileSystem, dirname(join(folder, path)));
  await store.save(
    files.map(({ path }) => path),
    savePlace({ disk }, folder),
    onBytes,
  );
}
