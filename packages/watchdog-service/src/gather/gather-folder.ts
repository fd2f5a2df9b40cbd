import { join } from "node:path";
import { placeIn } from "@rigline/foundation/paths";
// Not by way of the whole package, which costs each worker 14 MB.
import { RIGLINE_FOLDER } from "@rigline/manifest/places";

/** Where the records of a session lie that several computers hand off: beside its folder, the only place that all of them see. */
export function gatherFolder(destination: string, name: string): string {
  return placeIn(placeIn(placeIn(destination, RIGLINE_FOLDER), "parts"), name);
}

/** Where the records of one job grow there. `id`: as `jobId` has it. */
export function growingRecords(destination: string, name: string, id: string): string {
  return join(gatherFolder(destination, name), `${id}.partial`);
}
