import { mkdirSync, statSync } from "node:fs";
import { askFreeSpace, nodeFileSystem } from "@rigline/foundation/platform";
import { checkWhereDataGo } from "./check-where-data-go.js";
import type { DestinationOrder } from "./destination-looks.js";

// The process of one look at a destination; started by destination-looks.ts, which ends it when it takes too long.

const order = JSON.parse(process.argv[2] ?? "") as DestinationOrder;
// Nobody is left to hear it.
process.on("disconnect", () => process.exit());
process.send?.(checkWhereDataGo(nodeFileSystem, order, { makeFolderIn, freeSpace: askFreeSpace }), () =>
  process.exit(),
);

/** From within the parent: this process holds it, whatever is mounted or gone in its place meanwhile. */
function makeFolderIn(parent: string, name: string, device: bigint): void {
  // oxlint-disable-next-line no-restricted-properties -- a process of one look, which has no other state
  process.chdir(parent);
  if (statSync(".", { bigint: true }).dev !== device)
    throw new Error(`${parent} is not what it was a moment ago: is the share connected?`);
  mkdirSync(name);
}
