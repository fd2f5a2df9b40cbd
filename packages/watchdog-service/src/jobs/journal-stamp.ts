import { inspectIfThere, type Disk } from "../platform/disk.js";

/** Changes when a journal does. */
export function journalStamp(disk: Disk, path: string): string {
  const entry = inspectIfThere(disk, path);
  return entry === undefined ? "absent" : `${entry.size}:${entry.modifiedNs}`;
}
