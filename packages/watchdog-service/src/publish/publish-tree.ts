import { dirname, join } from "node:path";
import { messageOf } from "@rigline/core/errors";
import { errorCode, inspectIfThere, type Disk } from "../platform/disk.js";
import type { TreeShape } from "./compare-tree.js";
import { publishError } from "./publish-errors.js";
import { treeDifference, walkTree } from "./walk-tree.js";

const PATIENCE_MS = [20, 50, 100, 200, 400, 800];

/**
 * Gives a complete, verified staging folder its final name, durably. False: the name is taken, and nothing was changed;
 * a rename never replaces a folder that has something in it. Throws STAGING_DIFFERS and PUBLISH_FAILED.
 */
export async function publishTree(
  { disk, sleep }: { readonly disk: Disk; readonly sleep: (milliseconds: number) => Promise<void> },
  staging: string,
  target: string,
  expected: Required<TreeShape>,
): Promise<boolean> {
  const difference = treeDifference(walkTree(disk, staging), expected);
  if (difference !== undefined)
    throw publishError("STAGING_DIFFERS", { what: `${staging} is not what was planned`, why: difference });
  try {
    for (const folder of expected.folders.toReversed()) disk.syncFolder(join(staging, folder));
    disk.syncFolder(staging);
    for (let attempt = 0; ; attempt += 1) {
      if (inspectIfThere(disk, target) !== undefined) return false;
      const refusal = tryRename(disk, staging, target);
      if (refusal === undefined) break;
      if (inspectIfThere(disk, target) !== undefined) return false;
      // A scanner or an indexer may have a file open for a moment; only Windows minds.
      const wait = PATIENCE_MS[attempt];
      if (wait === undefined || !["EPERM", "EACCES", "EBUSY"].includes(errorCode(refusal) ?? "")) throw refusal;
      await sleep(wait);
    }
    disk.syncFolder(dirname(target));
    return true;
  } catch (error) {
    throw publishError("PUBLISH_FAILED", {
      what: `${staging} can't be renamed to ${target}`,
      why: messageOf(error),
      cause: error,
    });
  }
}

function tryRename(disk: Disk, from: string, to: string): unknown {
  try {
    disk.rename(from, to);
    return undefined;
  } catch (error) {
    return error ?? new Error("the rename failed");
  }
}
