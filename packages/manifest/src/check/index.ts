export {
  checkManifest,
  refusalsOf,
  type ManifestCheck,
  type VersionReason,
  type VersionVerdict,
} from "./check-manifest.js";
export { readerOf, refusalsByReader } from "./flavour-reader.js";
export { isServiceVersion, SERVICE_VERSIONS, type ServiceVersion } from "./version-rules.js";
