import { join } from "node:path";
import type { Disk, DiskEntry } from "../platform/disk.js";
import { inspectReal, isSame } from "../platform/identity.js";

/** A source and where its copy is to stand, relative to the target. */
interface Placed {
  readonly source: string;
  readonly path: string;
}

/** The first of these sources that is the very file or folder at its own target. Looks at nothing when there is no target. */
export function findInPlace(disk: Disk, target: string, placed: Iterable<Placed>): string | undefined {
  if (inspectReal(disk, target) === undefined) return undefined;
  for (const { source, path } of placed) {
    const [there, here] = [inspectReal(disk, join(target, path)), inspectReal(disk, source)];
    if (isThere(there) && isThere(here) && isSame(there, here)) return source;
  }
  return undefined;
}

function isThere(entry: DiskEntry | undefined): entry is DiskEntry {
  return entry !== undefined;
}
