export { describeFurther, describeStatus, nameStatus } from "./render-status.js";
export {
  makeStatus,
  STATUS_WORDS,
  type CopyStatus,
  type DestinationStatus,
  type SessionStatus,
  type StatusWord,
} from "./session-status.js";
