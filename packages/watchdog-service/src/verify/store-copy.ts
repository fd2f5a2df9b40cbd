import { resolve } from "node:path";
import type { Disk } from "@rigline/foundation/disk";
import { parseJson } from "@rigline/foundation/documents";
import { remoteObjection, toRemotePlace } from "@rigline/foundation/paths";
import type { FileSystem } from "@rigline/foundation/platform";
import type { RemoteStore } from "@rigline/foundation/stores";
import { type Inventory, InventorySchema, type StoreEntries } from "@rigline/manifest";
import { fetchFromStore } from "../fetch/fetch-from-store.js";
import type { Fetched, FetchRequest } from "../fetch/fetched.js";
import { inventoriesInStore } from "../destinations/store-places.js";
import { listJobs } from "../jobs/list-jobs.js";
import { openStore } from "../store/open-store.js";
import { WHOLE_FILE } from "../store/own-files.js";
import { tellStoreAsked } from "../store/store-errors.js";
import { compareBytes, compareSizes, unlistedIn } from "./compare-in-store.js";
import { type FileList, readFileList, toFileList } from "./file-list.js";
import { joinParts, type ListedCopy, type VerifyRequest } from "./find-copy.js";
import { verifyError } from "./verify-errors.js";
import type { OnVerified, Verification } from "./verify-folder.js";

/** A copy in a store that is no file system, with its list. */
export interface StoreCopy {
  readonly copy: ListedCopy;
  /** Fetches each file back and compares it with the list. Throws the errors of `store-errors.ts`. Once: the store is closed then. */
  readonly verify: (onVerified: OnVerified) => Promise<Verification>;
  /** Brings it to this machine. Throws what `fetchFromStore` does, and the errors of `store-errors.ts`. Once, and not after the other. */
  readonly fetch: (request: StoreFetch) => Promise<Fetched>;
}

export type StoreFetch = Omit<FetchRequest, "folder" | "list">;

interface Ports {
  readonly disk: Disk;
  readonly fileSystem: FileSystem;
}

/** So many files are fetched back by one call, so that it is told how far it is. */
const AT_ONCE = 200;

/** Finds what is to be verified in a store: by the list that is named, else by the inventory that has published it. */
export async function openStoreCopy(
  { disk, fileSystem }: Ports,
  wanted: string,
  { inventoryFile, flagFolder }: VerifyRequest,
  entries: StoreEntries,
): Promise<StoreCopy> {
  const place = toRemotePlace(wanted);
  const objection = remoteObjection(place);
  if (objection !== undefined)
    throw verifyError("VERIFY_NO_FOLDER", { what: `${place} is no place in a store: ${objection}` });
  const jobs = flagFolder === undefined ? [] : listJobs(disk, fileSystem, flagFolder);
  const job = jobs.find(({ destination }) => destination === place);
  return telling(place, async () => {
    const store = await openStore({ place, entries }, fileSystem);
    try {
      const listFile = inventoryFile === undefined ? `${place}/${WHOLE_FILE}` : resolve(inventoryFile);
      const list =
        inventoryFile === undefined
          ? await readWhole(store, place, () => openStore({ place: inventoriesInStore(place), entries }, fileSystem))
          : readFileList({ disk, fileSystem }, listFile, process.cwd());
      const verify = (onVerified: OnVerified): Promise<Verification> =>
        telling(place, () => compare(store, list, onVerified).finally(() => store.close()));
      const fetch = (request: StoreFetch): Promise<Fetched> =>
        telling(place, () =>
          fetchFromStore({ disk, fileSystem }, store, { ...request, list }).finally(() => store.close()),
        );
      return { copy: { folder: place, listFile, list, job }, verify, fetch };
    } catch (error) {
      store.close();
      throw error;
    }
  });
}

async function telling<Answer>(place: string, act: () => Promise<Answer>): Promise<Answer> {
  try {
    return await act();
  } catch (error) {
    throw tellStoreAsked(error, place);
  }
}

async function readWhole(store: RemoteStore, place: string, openOthers: () => Promise<RemoteStore>): Promise<FileList> {
  await store.look();
  const bytes = await store.get(WHOLE_FILE);
  const parts = bytes === undefined ? await readParts(await openOthers()) : [];
  if (parts.length > 0) return toFileList(joinParts(parts));
  if (bytes === undefined)
    throw verifyError("INVENTORY_NOT_FOUND", {
      what: `there is no list of what was handed off to ${place}`,
      why: `without ${WHOLE_FILE} nothing is published there`,
      todo: "Check the name, <destination>/<name>; or name a list with --inventory.",
    });
  try {
    return toFileList(InventorySchema.parse(JSON.parse(Buffer.from(bytes).toString("utf8"))));
  } catch (cause) {
    throw verifyError("INVENTORY_UNREADABLE", { what: `${place}/${WHOLE_FILE} is no inventory of Rigline's`, cause });
  }
}

/** Of each computer that has published a part. */
async function readParts(store: RemoteStore): Promise<readonly Inventory[]> {
  try {
    const parts: Inventory[] = [];
    for (const name of (await store.list()).keys()) {
      const bytes = name.endsWith(".json") ? await store.get(name) : undefined;
      const read = InventorySchema.safeParse(parseJson(Buffer.from(bytes ?? []).toString("utf8")));
      if (read.success) parts.push(read.data);
    }
    return parts;
  } finally {
    store.close();
  }
}

async function compare(
  store: RemoteStore,
  { files, algorithm }: FileList,
  onVerified: OnVerified,
): Promise<Verification> {
  const standing = await store.list();
  const comparison = compareSizes(standing, files, algorithm);
  const { missing, changed, unread } = comparison;
  let bytes = 0;
  for (let from = 0; from < unread.length; from += AT_ONCE) {
    const onBytes = (more: number): void => onVerified({ files: from, bytes: (bytes += more) });
    await compareBytes(store, unread.slice(from, from + AT_ONCE), comparison, onBytes);
  }
  const extra = unlistedIn(standing, files).toSorted();
  return { missing, changed, unreadable: [], extra, readBack: unread.length > 0 ? "device" : null };
}
