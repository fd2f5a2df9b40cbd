export {
  alsoToOf,
  copyOf,
  mergeDestinations,
  MOST_FURTHER,
  needObjection,
  type FurtherDestination,
} from "../manifest/also-to.js";
export { destinationsOf } from "./copies-status.js";
export { deriveManifest, type HoursToCome } from "./derive-manifest.js";
export {
  agreeing,
  copiesOf,
  isGivenUp,
  isCopyOwed,
  hasArrived,
  readCopies,
  type CopyStanding,
} from "./further-copies.js";
export { furtherFile, furtherName, jobName, sessionFileOf } from "./further-names.js";
export type { CopyNeed, CopyOf, FurtherCopy } from "./further-copy.js";
