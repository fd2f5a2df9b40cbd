import { systemCodeOf } from "@rigline/foundation/platform";
import { RiglineError } from "@rigline/foundation/errors";
import { copyError } from "../copy/copy-errors.js";
import { failedAtDestination, isUnreachable } from "../copy/destination-failures.js";
import type { WorkOrder } from "./work-order.js";

/**
 * What an order failed with, as the destination's failure when it is one: whatever operation meets a share that does not
 * answer, it is told by one code and with one advice.
 */
export function tellDestination(order: WorkOrder, error: unknown): unknown {
  if (error instanceof RiglineError) {
    if (!isUnreachable(error.cause) || !MAY_BE_UNREACHABLE.includes(error.code)) return error;
    const { message: what, where, cause } = error;
    return copyError("DESTINATION_UNREACHABLE", { what, where, cause });
  }
  if (systemCodeOf(error)?.startsWith("E") !== true) return error;
  const path = placeOf(order, error);
  return path === undefined ? error : failedAtDestination(path, error, "looked at or changed");
}

const MAY_BE_UNREACHABLE = ["PUBLISH_FAILED", "COPY_FAILED", "DESTINATION_NOT_WRITABLE"];

/** Where at the destination an order failed; undefined: not there. */
function placeOf(order: WorkOrder, error: unknown): string | undefined {
  const path = pathOf(error);
  switch (order.kind) {
    case "compareTree":
    case "flushTree":
      return path ?? order.root;
    case "makeFolders":
      return path ?? order.root;
    case "prepareStaging":
    case "publish":
    case "adoptCopies":
    case "publishList":
      return path ?? order.staging;
    case "keepRecords":
    case "audit":
    case "repair":
    case "readHistories":
    case "appendGeneration":
      return path ?? order.folder;
    case "removeTree":
      return path ?? order.path;
    case "lookAtDestination":
      return path ?? order.destination;
    case "lookForHolds":
      return path ?? order.destinations[0];
    case "plan":
    case "planDigest":
      // What a source refuses has a code of its own.
      return path ?? order.request.destination;
    case "deleteFiles":
      return path !== undefined && order.files.some(({ published }) => published.includes(path)) ? path : undefined;
    case "keepInventory":
      return path ?? order.target;
    case "copy":
    case "listSession":
    case "readWriterSums":
    case "hash":
    case "isSame":
    case "findMissing":
    case "findSources":
    case "measure":
    case "removeEmptyFolders":
    case "archive":
    case "leaveReceipts":
    case "lookAtStore":
    case "claimStore":
    case "bringFiles":
    case "placeFile":
    case "keepInStore":
    case "publishStore":
    case "checkStore":
    case "auditStore":
    case "fetchFiles":
    case "repairStore":
    case "deleteStored":
    case "clearStore":
      return undefined;
  }
}

function pathOf(error: unknown): string | undefined {
  const path = (error as { path?: unknown } | null)?.path;
  return typeof path === "string" ? path : undefined;
}
