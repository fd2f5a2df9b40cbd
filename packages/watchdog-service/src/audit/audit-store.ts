import type { Disk } from "@rigline/foundation/disk";
import type { FileSystem } from "@rigline/foundation/platform";
import type { RemoteStore } from "@rigline/foundation/stores";
import type { OnBytes } from "../copy/copy-task.js";
import { isOwnFile } from "../store/own-files.js";
import { readFileList } from "../verify/file-list.js";
import type { FileTrouble } from "../verify/verify-folder.js";
import type { AuditAsks, AuditedPart } from "./audit-files.js";

/** The same as `auditFiles` in a store that is no file system: each file is fetched and hashed. Throws INVENTORY_UNREADABLE and StoreError. */
export async function auditStore(
  ports: { readonly disk: Disk; readonly fileSystem: FileSystem; readonly onBytes: OnBytes },
  store: RemoteStore,
  { folder, listFile, from, mostBytes }: AuditAsks,
): Promise<AuditedPart> {
  const { files, algorithm } = readFileList(ports, listFile, folder);
  const standing = await store.list();
  const known = new Set(files.map(({ path }) => path));
  const strange = [...standing.keys()].filter((path) => !known.has(path) && !isOwnFile(path));
  const missing: string[] = [];
  const changed: FileTrouble[] = [];
  const wanted = new Map<string, string>();
  let [bytes, at] = [0, from];
  for (; at < files.length && (bytes < mostBytes || at === from); at += 1) {
    const file = files[at];
    if (file === undefined) break;
    const there = standing.get(file.path);
    if (there === undefined) missing.push(file.path);
    else if (file.bytes !== undefined && there.bytes !== file.bytes)
      changed.push({ path: file.path, why: `has ${there.bytes} bytes and not ${file.bytes}` });
    else if (file.hash !== undefined && algorithm === "sha256") wanted.set(file.path, file.hash);
    bytes += file.bytes ?? 0;
  }
  const read = await store.readBack([...wanted.keys()], ports.onBytes);
  for (const [path, hash] of wanted) {
    const found = read.get(path);
    if (found === undefined) missing.push(path);
    else if (found.sha256 !== hash) changed.push({ path, why: `has another ${algorithm}` });
  }
  const extra = from > 0 ? 0 : strange.length;
  const head = { isGone: standing.size === 0, files: at, ofFiles: files.length, bytes, algorithm };
  return { ...head, missing, changed, unreadable: [], extra, read: [] };
}
