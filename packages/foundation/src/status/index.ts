export { describeFurther, describeStatus, nameGateState, nameStatus, renderGates } from "./render-status.js";
export {
  GATES,
  makeStatus,
  STATUS_WORDS,
  type CopyStatus,
  type DestinationStatus,
  type FollowedStatus,
  type GateName,
  type GateStatus,
  type SessionStatus,
  type StatusWord,
} from "./session-status.js";
