import { dirname, join } from "node:path";
import { flushFolder, makeFolderDurably, removeQuietly, type FileSystem } from "@rigline/foundation/platform";
import { inventoryPath } from "../job/job-places.js";
import { renderInventory, type InventoryFile, type InventoryHead } from "./inventory.js";
import { renderSums } from "./sums.js";

/** Where a hand-off's inventory lies. */
export interface InventoryPlace {
  readonly flagFolder: string;
  /** Absolute path of the manifest in the flag folder. */
  readonly manifest: string;
  /** sha256 of the manifest's bytes. */
  readonly digest: string;
}

/**
 * Writes the inventory of a hand-off, as JSON and, where files have a sha256, as `sha256sum -c` takes it: each whole and on
 * the device, or not there. Returns the path of the JSON, which is written last. Throws what the file system does.
 */
export function writeInventory(
  fileSystem: FileSystem,
  place: InventoryPlace,
  head: InventoryHead,
  files: Iterable<InventoryFile>,
): string {
  const sorted = [...files].sort((one, other) => (one.path < other.path ? -1 : 1));
  const json = inventoryPath(place, "json");
  makeFolderDurably(fileSystem, dirname(json), { below: place.flagFolder });
  if (head.algorithm === "sha256") writePieces(fileSystem, inventoryPath(place, "sha256"), renderSums(sorted));
  writePieces(fileSystem, json, renderInventory(head, sorted));
  return json;
}

/** Piece by piece, for of a hundred thousand files it is some megabytes. */
function writePieces(fileSystem: FileSystem, path: string, pieces: Iterable<string>): void {
  const unfinished = join(dirname(path), `.${fileSystem.uniqueName()}.tmp`);
  try {
    const file = fileSystem.openAppend(unfinished);
    try {
      for (const piece of pieces) file.append(Buffer.from(piece, "utf8"));
    } finally {
      file.close();
    }
    // Not the open file's own flush, which fails on a share that has none.
    fileSystem.flushFile(unfinished);
    fileSystem.rename(unfinished, path);
  } catch (error) {
    removeQuietly(fileSystem, unfinished);
    throw error;
  }
  flushFolder(fileSystem, dirname(path));
}
