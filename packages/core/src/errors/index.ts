export { EXIT_CODES, type ExitName } from "./exit-codes.js";
export { messageOf, renderError, renderPlace, uncodedStackOf, whyOf, type RenderOptions } from "./render-error.js";
export {
  defineErrors,
  RiglineError,
  type ErrorDefinition,
  type ErrorDetails,
  type ErrorFactory,
  type ErrorPlace,
} from "./rigline-error.js";
