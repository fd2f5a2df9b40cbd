export {
  DEFAULT_TRANSFER_ENDPOINT,
  type BucketName,
  type ChecksumMode,
  type JsonObject,
  type JsonValue,
  type LegacyFields,
  type Manifest,
} from "./manifest.js";
export { flavourOf, isOldForm, MANIFEST_FLAVOURS, type ManifestFlavour } from "./manifest-flavour.js";
export { provesWhole, type Wholeness } from "./detect-truncation.js";
export { dataPlaceOf, noFolder, REMOTE, remoteOf, type FurtherDestination, withRemote } from "./also-to.js";
export {
  deletesSource,
  keepSources,
  keptSources,
  laterOf,
  type Later,
  partsOf,
  notesOfCopy,
  traceparentOf,
  withAlsoTo,
  withTraceparent,
  patternsOf,
  priorityOf,
  withLater,
  withParts,
  withPatterns,
} from "./own-notes.js";
export { parseManifest, type ParsedManifest } from "./parse-manifest.js";
export { renderManifest, type RenderManifestOptions } from "./render-manifest.js";
