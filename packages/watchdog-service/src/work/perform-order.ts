import { type Disk, inspectIfThere, isSamePlace, removeTreeDurably } from "@rigline/foundation/disk";
import { isRemotePlace } from "@rigline/foundation/paths";
import type { FileSystem } from "@rigline/foundation/platform";
import { repairFiles } from "../audit/repair-files.js";
import { archiveManifest } from "../archive/archive-manifest.js";
import { deleteBatch, removeEmptyFolders } from "../archive/delete-batch.js";
import { keepInventory } from "../archive/keep-inventory.js";
import { findModalitySources } from "../archive/find-sources.js";
import { copyLots } from "../copy/copy-batch.js";
import type { OnBytes } from "../copy/copy-task.js";
import type { VolumeFlush } from "../copy/flush-volume.js";
import { type BeginHash, hashFile } from "../copy/read-file.js";
import { planCopy, digestPlan } from "../plan/plan-copy.js";
import { lookAtDestination, requireSamePlace } from "../publish/look-at-destination.js";
import { adoptCopies, makeFollowFolders } from "../follow/adopt-copies.js";
import { listSession } from "../follow/list-session.js";
import { lookForHolds } from "../hold/look-for-holds.js";
import { keepRecords } from "../gather/keep-records.js";
import { makeShared, prepareStaging } from "../publish/prepare-staging.js";
import { publishList } from "../publish/publish-list.js";
import { flushTree, publishTree } from "../publish/publish-tree.js";
import { compareTree } from "../publish/walk-tree.js";
import { leaveReceipts } from "../receipts/leave-receipts.js";
import { tellDestination } from "./destination-errors.js";
import type { OpenStore } from "../store/open-store.js";
import type { Performers, StoreOrder, WorkOrder, WorkResult } from "./work-order.js";

/** What work is done with. */
interface WorkPorts {
  readonly disk: Disk;
  readonly fileSystem: FileSystem;
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly onBytes: OnBytes;
  /** Reaches stores; absent: by the network. */
  readonly openStore?: OpenStore;
  /** Absent: each file is flushed by itself. */
  readonly volumeFlush?: VolumeFlush;
  /** Hashes large files beside their reading, for one of so many workers; absent, or undefined: nothing does. */
  readonly hashBeside?: (atOnce: number) => BeginHash | undefined;
  /** Waits until bytes that a store is sent, or gives, are within the limit; absent: there is none. */
  readonly pace?: (bytes: number) => void;
  /** Says that the system answers for as long as a store is waited for; absent: nobody wants to know. */
  readonly aliveWhile?: <Answer>(work: Promise<Answer>) => Promise<Answer>;
}

/** With what reaches stores, which few workers ever need. */
async function inStore<Order extends StoreOrder>(ports: WorkPorts, order: Order): Promise<WorkResult<Order>> {
  const { performStoreOrder } = await import("../store/perform-store.js");
  return performStoreOrder(ports, order);
}

const PERFORMERS: Performers<WorkPorts> = {
  plan: ({ disk }, { request, queue }) => planCopy(disk, request, queue),
  planDigest: ({ disk }, { request, queue }) => digestPlan(planCopy(disk, request, queue)),
  compareTree: ({ disk }, { root, expected }) => compareTree(disk, root, expected),
  lookAtDestination: ({ disk }, asks) => lookAtDestination(disk, asks),
  lookForHolds: async ({ disk, fileSystem, aliveWhile }, { destinations, entries = {} }) => {
    if (destinations[0] === undefined || !isRemotePlace(destinations[0])) return lookForHolds(disk, destinations);
    const { lookInStores } = await import("../hold/look-in-stores.js");
    const looking = lookInStores(fileSystem, destinations, entries);
    return aliveWhile?.(looking) ?? looking;
  },
  prepareStaging: ({ disk }, { staging, wanted, at }) => prepareStaging(disk, staging, wanted, at),
  copy: ({ disk, onBytes, volumeFlush, hashBeside }, { algorithm, tasks, readBack, verifySource, atOnce }) => {
    const beginHash = atOnce === undefined ? undefined : hashBeside?.(atOnce);
    return copyLots(disk, algorithm, tasks, onBytes, { readBack, volumeFlush, verifySource, beginHash });
  },
  readWriterSums: async (ports, asks) => {
    // With what reads lists, which few workers ever need.
    const { readWriterSums } = await import("../copy/writer-sums.js");
    return readWriterSums(ports, asks);
  },
  hash: ({ disk, onBytes }, { algorithm, further, files }) =>
    files.map((file) => hashFile(disk, algorithm, file, onBytes, further)),
  publish: async (ports, { staging, target, within, expected, at }) => {
    requireSamePlace(ports.disk, at);
    if (within !== undefined) makeShared(ports.disk, within);
    return publishTree(ports, staging, target, expected);
  },
  listSession: ({ disk }, asks) => listSession(disk, asks),
  makeFolders: ({ disk }, asks) => makeFollowFolders(disk, asks),
  adoptCopies: ({ disk }, asks) => adoptCopies(disk, asks),
  publishList: (ports, { staging, target, paths, list, at }) => {
    requireSamePlace(ports.disk, at);
    return publishList(ports, { staging, target, paths, list });
  },
  keepRecords: (ports, asks) => keepRecords(ports, asks),
  flushTree: ({ disk, volumeFlush }, { root, staging }) => flushTree(disk, root, staging, volumeFlush),
  removeTree: ({ disk }, { path }) => removeTreeDurably(disk, path),
  isSame: ({ disk }, { path, other }) => isSamePlace(disk, path, other),
  findMissing: ({ disk }, { paths }) => findMissing(disk, paths),
  findSources: ({ disk }, { request }) => findModalitySources(disk, request),
  measure: ({ disk }, { request }) =>
    findModalitySources(disk, request).found.reduce((sum, { bytes }) => sum + bytes, 0),
  deleteFiles: ({ disk, onBytes }, { algorithm, files, ownDisk, readBack }) =>
    deleteBatch(disk, algorithm, files, ownDisk, onBytes, readBack),
  removeEmptyFolders: ({ disk }, { roots, except }) => removeEmptyFolders(disk, roots, except),
  keepInventory: (ports, { target, from, part }) => keepInventory(ports, target, from, part),
  leaveReceipts: (ports, asks) => leaveReceipts(ports, asks),
  audit: async ({ onBytes, ...ports }, asks) => {
    // What checks an inventory costs each worker 14 MB, and is wanted by night.
    const { auditFiles } = await import("../audit/audit-files.js");
    return auditFiles(ports, asks, onBytes);
  },
  // What speaks XML is wanted by few.
  readHistories: async ({ fileSystem }, asks) => {
    const { readHistories } = await import("../custody/append-generation.js");
    return readHistories(fileSystem, asks);
  },
  appendGeneration: async (ports, asks) => {
    const { appendGeneration } = await import("../custody/append-generation.js");
    return appendGeneration(ports, asks);
  },
  repair: ({ onBytes, ...ports }, asks) => repairFiles(ports, asks, onBytes),
  lookAtStore: inStore,
  claimStore: inStore,
  bringFiles: inStore,
  placeFile: inStore,
  keepInStore: inStore,
  publishStore: inStore,
  checkStore: inStore,
  auditStore: inStore,
  fetchFiles: inStore,
  repairStore: inStore,
  deleteStored: inStore,
  clearStore: inStore,
  archive: ({ disk, fileSystem }, { manifest, digest, completeFolder }) =>
    archiveManifest({ disk, fileSystem }, manifest, digest, completeFolder),
};

/** Carries out one order: in a process of its own in the daemon, where a system call may take as long as it likes. */
export async function performOrder<Order extends WorkOrder>(
  ports: WorkPorts,
  order: Order,
): Promise<WorkResult<Order>> {
  const perform = PERFORMERS[order.kind] as (
    ports: WorkPorts,
    order: Order,
  ) => WorkResult<Order> | Promise<WorkResult<Order>>;
  try {
    return await perform(ports, order);
  } catch (error) {
    throw tellDestination(order, error);
  }
}

/** Which of these paths nothing stands at. */
function findMissing(disk: Disk, paths: readonly string[]): readonly string[] {
  return paths.filter((path) => inspectIfThere(disk, path) === undefined);
}
