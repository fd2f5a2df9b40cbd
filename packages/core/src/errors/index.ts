export { inSession, type AdviceBlanks } from "./advice.js";
export { EXIT_CODES, type ExitName } from "./exit-codes.js";
export { describeError, type DescribedError } from "./describe-error.js";
export { messageOf, renderError, renderPlace, uncodedStackOf, whyOf, type RenderOptions } from "./render-error.js";
export {
  adviceOf,
  defineErrors,
  nameCodes,
  RiglineError,
  type ErrorDefinition,
  type ErrorDetails,
  type ErrorFactory,
  type ErrorPlace,
} from "./rigline-error.js";
