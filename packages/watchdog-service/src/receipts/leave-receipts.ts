import { dirname, join } from "node:path";
import { type Disk, inspectIfThere } from "@rigline/foundation/disk";
import { makeFolderDurably, type FileSystem, removeQuietly, writeDurably } from "@rigline/foundation/platform";
import { isUnfinishedReceipt, RECEIPT_FILE } from "@rigline/manifest/places";
import { isReceipt } from "./is-receipt.js";

/** A file or folder at the rig that was to be deleted. Absolute. */
export interface DeletedPlace {
  readonly path: string;
  readonly isFile: boolean;
}

export interface ReceiptAsks {
  readonly places: readonly DeletedPlace[];
  /** Of the receipt. */
  readonly text: string;
}

/**
 * Leaves a receipt where nothing is left: in a folder whose files are all gone, and beside the name of a file. Where something is left, or one
 * lies there already, or the folder above is gone too, there is none. Returns how many there are now.
 */
export function leaveReceipts(
  { disk, fileSystem }: { readonly disk: Disk; readonly fileSystem: FileSystem },
  { places, text }: ReceiptAsks,
): number {
  let left = 0;
  for (const { path, isFile } of places) {
    const receipt = isFile ? `${path}.${RECEIPT_FILE}` : join(path, RECEIPT_FILE);
    if (inspectIfThere(disk, dirname(path)) === undefined || !isEmptied(disk, path, isFile)) continue;
    left += 1;
    if (!isFile) clearUnfinished({ disk, fileSystem }, path);
    if (inspectIfThere(disk, receipt) !== undefined) continue;
    makeFolderDurably(fileSystem, dirname(receipt), { below: dirname(path) });
    writeDurably(receipt, text, { fileSystem });
  }
  return left;
}

/** Of one that was killed while it left a receipt. */
function clearUnfinished(
  { disk, fileSystem }: { readonly disk: Disk; readonly fileSystem: FileSystem },
  folder: string,
): void {
  const names = inspectIfThere(disk, folder) === undefined ? [] : disk.list(folder);
  for (const name of names) if (isUnfinishedReceipt(name)) removeQuietly(fileSystem, join(folder, name));
}

function isEmptied(disk: Disk, path: string, isFile: boolean): boolean {
  const entry = inspectIfThere(disk, path);
  if (entry === undefined) return true;
  if (isFile || entry.kind !== "folder") return false;
  return disk.list(path).every((name) => {
    const inner = inspectIfThere(disk, join(path, name));
    return inner === undefined || isReceipt(disk, join(path, name), inner);
  });
}
