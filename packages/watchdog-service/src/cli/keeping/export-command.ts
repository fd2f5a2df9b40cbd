import { packageVersion } from "@rigline/foundation/paths";
import { basename, dirname, resolve } from "node:path";
import { inspectReal, nodeDisk } from "@rigline/foundation/disk";
import { EXIT_CODES, RiglineError } from "@rigline/foundation/errors";
import { nodeFileSystem, systemClock } from "@rigline/foundation/platform";
import { formatData } from "@rigline/foundation/quantities";
import { bagError } from "../../bag/bag-errors.js";
import { writeBag } from "../../bag/write-bag.js";
import { findCopy } from "../../verify/find-copy.js";
import { say, sayJson } from "../fit-to-show.js";

/**
 * `rigline-watchdog export --bag FOLDER TARGET`: a copy of a published folder as a BagIt bag, each file held against what was handed off, where
 * that is known. Throws as `writeBag` and `findCopy` do.
 */
export function exportBag(
  folder: string,
  target: string,
  { inventory, json }: { readonly inventory?: string | undefined; readonly json: boolean },
): number {
  const to = resolve(target);
  if (inspectReal(nodeDisk, dirname(to))?.kind !== "folder")
    throw bagError("BAG_TARGET_TAKEN", {
      what: `${dirname(to)}, where ${basename(to)} is to be written, is no folder`,
    });
  const { source, list } = findSource(resolve(folder), inventory);
  const date = systemClock.now().toISOString().slice(0, "YYYY-MM-DD".length);
  const written = writeBag(nodeDisk, source, to, {
    date,
    agent: `rigline-watchdog ${packageVersion(import.meta.url)}`,
  });
  if (json) sayJson({ bag: to, folder: source.folder, list, ...written });
  else {
    const against =
      list === null
        ? "held against nothing, for there is no list of what was handed off"
        : `${written.checked} of them held against ${list}`;
    say(`${to}: a bag of ${formatData(written)}, ${against}`);
  }
  return EXIT_CODES.success;
}

function findSource(folder: string, inventoryFile: string | undefined) {
  try {
    const copy = findCopy(
      { disk: nodeDisk, fileSystem: nodeFileSystem },
      { wanted: folder, inventoryFile, flagFolder: undefined },
    );
    const isSha = copy.list.algorithm === "sha256";
    const known = new Map(copy.list.files.map(({ path, hash }) => [path, isSha ? hash : undefined] as const));
    return { source: { folder: copy.folder, known }, list: copy.listFile };
  } catch (error) {
    // What nobody has listed can be archived too.
    if (!(error instanceof RiglineError) || error.code !== "INVENTORY_NOT_FOUND") throw error;
    return { source: { folder, known: new Map<string, undefined>() }, list: null };
  }
}
