export {
  defineErrors,
  ManifestError,
  type DocumentPlace,
  type ErrorDefinition,
  type ManifestErrorDetails,
  type ManifestErrorExit,
  type ManifestErrorFactory,
  type Problem,
} from "./manifest-error.js";
export { didYouMean, meantFor, nearestName } from "./nearest-name.js";
