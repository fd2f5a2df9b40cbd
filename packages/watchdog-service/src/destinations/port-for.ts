import { isRemotePlace } from "@rigline/foundation/paths";
import type { Attempt } from "../attempt/step.js";
import type { DestinationPort } from "./destination-port.js";
import { folderDestination } from "./folder-destination.js";
import { storeDestination } from "./store-destination.js";

/** By what a job's data are brought to where they go. */
export function portFor({ job }: Pick<Attempt, "job">): DestinationPort {
  return isRemotePlace(job.request.destination) ? storeDestination : folderDestination;
}
