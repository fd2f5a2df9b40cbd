import { inspectIfThere, type Disk } from "../platform/disk.js";

/** Which of these paths nothing stands at. */
export function findMissing(disk: Disk, paths: readonly string[]): readonly string[] {
  return paths.filter((path) => inspectIfThere(disk, path) === undefined);
}
