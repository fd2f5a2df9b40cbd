export { type AdviceBlanks, inSession } from "./advice.js";
export { asText } from "./as-text.js";
export { type DescribedError, describeError } from "./describe-error.js";
export { EXIT_CODES, type ExitName } from "./exit-codes.js";
export { formatPath, pathSteps } from "./format-path.js";
export { isThenable } from "./is-thenable.js";
export { didYouMean, listNames, meantFor, nearestName } from "./nearest-name.js";
export {
  messageOf,
  renderError,
  renderFailure,
  type RenderOptions,
  renderPlace,
  uncodedStackOf,
  whyOf,
} from "./render-error.js";
export {
  adviceOf,
  defineErrors,
  type ErrorDefinition,
  type ErrorDetails,
  type ErrorFactory,
  type ErrorPlace,
  nameCodes,
  type Problem,
  type RetryRule,
  RiglineError,
} from "./rigline-error.js";
export { shorten, showValue } from "./show-value.js";
export {
  type CommandTree,
  explainMistake,
  isAnswered,
  renderMistake,
  usageError,
  type UsageMistake,
} from "./usage-mistake.js";
