export { judgeDeletion, whatCopiesLack, whatIsLacking, type DeletionVerdict } from "./judge-deletion.js";
export {
  judgeGates,
  SAFE_WHEN,
  type GateOptions,
  type JudgedJob,
  type SafeWhen,
  type SourceLook,
} from "./judge-gates.js";
