export type { FollowedStatus } from "@rigline/foundation/status";
export {
  CHANGED_QUIET_SECONDS,
  type CompletionContract,
  type CompleteFile,
  readCompleteLines,
} from "./completion-contract.js";
export { type FollowLine, readFollowLine } from "./follow-line.js";
export {
  changeFollowRequest,
  followFile,
  type FollowProgress,
  type FollowRequest,
  readFollowed,
  readFollowProgress,
  readFollowRequests,
  removeFollowRequest,
  writeFollowProgress,
  writeFollowRequest,
} from "./follow-request.js";
export { type RecordingSign, readRecordingSigns, removeRecordingSign, writeRecordingSign } from "./recording-sign.js";
