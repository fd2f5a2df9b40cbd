import type { Disk } from "@rigline/foundation/disk";
import type { FileSystem } from "@rigline/foundation/platform";
import type { RemoteStore } from "@rigline/foundation/stores";
import type { OnBytes } from "../copy/copy-task.js";
import { compareBytes, compareSizes, unlistedIn } from "../verify/compare-in-store.js";
import { readFileList } from "../verify/file-list.js";
import type { AuditAsks, AuditedPart } from "./audit-files.js";

/** The same as `auditFiles` in a store that is no file system: each file is fetched and hashed. Throws INVENTORY_UNREADABLE and StoreError. */
export async function auditStore(
  ports: { readonly disk: Disk; readonly fileSystem: FileSystem; readonly onBytes: OnBytes },
  store: RemoteStore,
  { folder, listFile, from, mostBytes }: AuditAsks,
): Promise<AuditedPart> {
  const { files, algorithm } = readFileList(ports, listFile, folder);
  const standing = await store.list();
  let [bytes, at] = [0, from];
  for (; at < files.length && (bytes < mostBytes || at === from); at += 1) bytes += files[at]?.bytes ?? 0;
  const comparison = compareSizes(standing, files.slice(from, at), algorithm);
  await compareBytes(store, comparison.unread, comparison, ports.onBytes);
  const { missing, changed } = comparison;
  const extra = from > 0 ? 0 : unlistedIn(standing, files).length;
  const head = { isGone: standing.size === 0, files: at, ofFiles: files.length, bytes, algorithm };
  return { ...head, missing, changed, unreadable: [], extra, read: [] };
}
