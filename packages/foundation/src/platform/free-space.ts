import { statfsSync } from "node:fs";

/** Bytes that are free for this user on the disk of a folder; throws what the system does. */
export function askFreeSpace(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}
