import { basename } from "node:path";
import type { FileSystem } from "@rigline/core";
import { mark } from "@rigline/foundation/marks";
import { isReceiptName, isReceiptText, isUnfinishedReceipt } from "@rigline/manifest";

/** Whether a file is what is left in the place of deleted data, and no data. Only one of such a name is read. */
export function isLeftReceipt(fileSystem: FileSystem, path: string): boolean {
  if (isUnfinishedReceipt(basename(path))) return true;
  if (!isReceiptName(basename(path))) return false;
  try {
    return isReceiptText(Buffer.from(fileSystem.read(path)).toString("utf8"));
  } catch {
    mark("follow: a receipt that can't be read is taken for data");
    return false;
  }
}
