import type { WorkOrder } from "./work-order.js";

/** How long a worker is waited for, milliseconds. The first two: without a sign of life, before its order fails. */
export interface Patience {
  /** Bytes: the flush of what a slow share has taken into its cache takes minutes. */
  readonly dataMs: number;
  /** Names: looking, listing, renaming, removing. */
  readonly namesMs: number;
  /** Without a sign of life, before its place is given to another while it goes on. */
  readonly silentMs: number;
  /** After a stop, when the order is worth finishing. */
  readonly graceMs: number;
}

/** Whose bytes are read or written, or flushed. */
const DATA: ReadonlySet<WorkOrder["kind"]> = new Set([
  "copy",
  "hash",
  "deleteFiles",
  "flushTree",
  "audit",
  "repair",
  "bringFiles",
  "placeFile",
  "publishStore",
  "checkStore",
  "auditStore",
  "fetchFiles",
  "repairStore",
  "deleteStored",
]);

export function patienceMs(order: WorkOrder, { dataMs, namesMs }: Patience): number {
  return DATA.has(order.kind) ? dataMs : namesMs;
}

/** Whether a stop should wait a little, because the order is short and would leave something half done. */
export function worthFinishing(order: WorkOrder): boolean {
  switch (order.kind) {
    case "copy":
      return order.tasks.length > 1;
    case "prepareStaging":
    case "publish":
    case "makeFolders":
    case "adoptCopies":
    case "publishList":
    case "keepRecords":
    case "removeTree":
    case "deleteFiles":
    case "removeEmptyFolders":
    case "keepInventory":
    case "archive":
    case "repair":
    case "repairStore":
    case "leaveReceipts":
    case "claimStore":
    case "placeFile":
    case "keepInStore":
    case "publishStore":
    case "clearStore":
    case "deleteStored":
    case "appendGeneration":
      return true;
    case "plan":
    case "planDigest":
    case "listSession":
    case "lookAtDestination":
    case "lookForHolds":
    case "compareTree":
    case "readWriterSums":
    case "hash":
    case "isSame":
    case "findMissing":
    case "findSources":
    case "measure":
    case "flushTree":
    case "audit":
    case "lookAtStore":
    case "bringFiles":
    case "checkStore":
    case "auditStore":
    case "fetchFiles":
    case "readHistories":
      return false;
  }
}

/** What an order does and where, for a person. */
export function describeOrder(order: WorkOrder): string {
  switch (order.kind) {
    case "plan":
    case "planDigest":
      return `looking through the sources of ${order.request.name}, or at ${order.request.destination}`;
    case "lookAtDestination":
      return `looking at ${order.destination}`;
    case "lookForHolds":
      return `looking what the owner says at ${order.destinations[0] ?? "nowhere"}`;
    case "compareTree":
      return `looking through ${order.root}`;
    case "prepareStaging":
      return `making folders in ${order.staging}`;
    case "copy":
      return `copying ${order.tasks[0]?.source ?? "nothing"} to ${order.tasks[0]?.destination ?? "nowhere"}, or a file after it`;
    case "readWriterSums":
      return `reading ${order.sums[0] ?? order.completion?.path ?? "nothing"}, or a list after it`;
    case "hash":
      return `reading ${order.files[0]?.path ?? "nothing"}, or a file after it`;
    case "publish":
      return `renaming ${order.staging} to ${order.target}`;
    case "listSession":
      return `looking through ${order.directory}`;
    case "makeFolders":
      return `making folders in ${order.root}`;
    case "adoptCopies":
      return `renaming ${order.from} to ${order.staging}`;
    case "publishList":
      return `writing ${order.list.name} into ${order.target}`;
    case "keepRecords":
      return `reading or writing records in ${order.folder}`;
    case "flushTree":
      return `flushing ${order.root}`;
    case "removeTree":
      return `removing ${order.path}`;
    case "isSame":
      return `looking whether ${order.path} is ${order.other}`;
    case "findMissing":
      return `looking for ${order.paths[0] ?? "nothing"}, or what is named after it`;
    case "findSources":
    case "measure":
      return `looking through ${Object.values(order.request.modalities).flat().join(", ")}`;
    case "deleteFiles":
      return `deleting ${order.files[0]?.source ?? "nothing"}, or a file after it`;
    case "removeEmptyFolders":
      return `removing empty folders of ${order.roots.join(", ")}`;
    case "keepInventory":
      return `writing the inventory of ${order.target}`;
    case "leaveReceipts":
      return `leaving receipts at ${order.places.map(({ path }) => path).join(", ")}`;
    case "readHistories":
      return `reading histories in ${order.folder}`;
    case "appendGeneration":
      return `adding to the history of ${order.folder}`;
    case "audit":
      return `reading ${order.folder} again`;
    case "repair":
      return `bringing files of ${order.folder} back`;
    case "lookAtStore":
    case "claimStore":
      return `looking at ${order.store.place}`;
    case "bringFiles":
      return `bringing ${order.tasks[0]?.source ?? "nothing"} to ${order.store.place}, or a file after it`;
    case "placeFile":
      return `bringing ${order.task.source} to ${order.store.place}`;
    case "keepInStore":
      return `reading or writing records in ${order.store.place}`;
    case "publishStore":
      return `publishing ${order.store.place}`;
    case "checkStore":
      return `looking through ${order.store.place}`;
    case "auditStore":
      return `reading ${order.store.place} again`;
    case "fetchFiles":
      return `fetching files of ${order.store.place} into ${order.folder}`;
    case "repairStore":
      return `bringing files of ${order.store.place} back`;
    case "deleteStored":
      return `deleting ${order.files[0]?.source ?? "nothing"}, or a file after it, whose copies are in ${order.store.place}`;
    case "clearStore":
      return `removing what was begun at ${order.store.place}`;
    case "archive":
      return `moving ${order.manifest} to ${order.completeFolder}`;
  }
}
