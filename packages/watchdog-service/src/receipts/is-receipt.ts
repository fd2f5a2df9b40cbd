import { sep } from "node:path";
import type { Disk, DiskEntry } from "@rigline/foundation/disk";
import { mark } from "@rigline/foundation/marks";
// Not by way of the whole package, which costs each worker 14 MB.
import { isReceiptName, isReceiptText, isUnfinishedReceipt } from "@rigline/manifest/places";

/** More than any has. */
const MOST_BYTES = 64 * 1024;

/** Whether a file at the rig is what is left in the place of deleted data, and none of a session's. Only one of such a name is read. */
export function isReceipt(disk: Disk, path: string, { kind, size }: Pick<DiskEntry, "kind" | "size">): boolean {
  if (kind !== "file" || size > MOST_BYTES) return false;
  const name = path.slice(path.lastIndexOf(sep) + 1);
  if (isUnfinishedReceipt(name)) return true;
  if (!isReceiptName(name)) return false;
  try {
    const descriptor = disk.openSource(path);
    try {
      const bytes = new Uint8Array(size);
      const read = disk.read(descriptor, bytes);
      return isReceiptText(Buffer.from(bytes.subarray(0, read)).toString("utf8"));
    } finally {
      disk.close(descriptor);
    }
  } catch {
    mark("receipts: a file of that name that can't be read is taken for data");
    return false;
  }
}
