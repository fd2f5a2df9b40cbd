import { join } from "node:path";
import { type Disk, inspectIfThere } from "@rigline/foundation/disk";
import type { FileSystem } from "@rigline/foundation/platform";
import type { OnBytes } from "../copy/copy-task.js";
import type { ReadFile } from "../custody/append-generation.js";
import { readFileList } from "../verify/file-list.js";
import { compareFile, findExtra, type FileTrouble } from "../verify/verify-folder.js";

/** What a part of a copy is to be compared with. */
export interface AuditAsks {
  /** `<destination>/<name>`. */
  readonly folder: string;
  /** The inventory. */
  readonly listFile: string;
  /** Of its files so many were read already. */
  readonly from: number;
  /** No other file is begun once so many were read. */
  readonly mostBytes: number;
  /** Another algorithm, for a second hash of each file; absent: none is wanted. */
  readonly further?: string | undefined;
}

/** What was found of that part. */
export interface AuditedPart {
  /** Nothing stands where the folder was. */
  readonly isGone: boolean;
  /** How many files of the inventory are read now; its length when all are. */
  readonly files: number;
  readonly ofFiles: number;
  readonly bytes: number;
  readonly missing: readonly string[];
  readonly changed: readonly FileTrouble[];
  readonly unreadable: readonly FileTrouble[];
  /** How many files are there that nobody handed off; looked for with the first part alone. */
  readonly extra: number;
  readonly algorithm: string | null;
  /** The files that were read, with the second hash. */
  readonly read: readonly ReadFile[];
}

/** Compares a part of a published copy with its inventory, in that one's order: at least one file. Throws INVENTORY_UNREADABLE. */
export function auditFiles(
  { disk, fileSystem }: { readonly disk: Disk; readonly fileSystem: FileSystem },
  { folder, listFile, from, mostBytes, further }: AuditAsks,
  onBytes: OnBytes,
): AuditedPart {
  const { files, algorithm } = readFileList({ disk, fileSystem }, listFile, folder);
  const found = { missing: [] as string[], changed: [] as FileTrouble[], unreadable: [] as FileTrouble[] };
  const isGone = inspectIfThere(disk, folder) === undefined;
  const extra = isGone || from > 0 ? 0 : findExtra(disk, folder, files).length;
  const read: ReadFile[] = [];
  const hashes =
    further === undefined
      ? undefined
      : {
          algorithm: further,
          onHash: (path: string, digest: string, size: number) => void read.push({ path, bytes: size, digest }),
        };
  let bytes = 0;
  let at = from;
  for (; at < files.length && (bytes < mostBytes || at === from); at += 1) {
    const file = files[at];
    if (file === undefined) break;
    const entry = inspectIfThere(disk, join(folder, file.path));
    compareFile(disk, folder, file, entry, { algorithm, onBytes, found, readFrom: new Set(), hashes });
    bytes += file.bytes ?? 0;
  }
  return { isGone, files: at, ofFiles: files.length, bytes, ...found, extra, algorithm, read };
}
