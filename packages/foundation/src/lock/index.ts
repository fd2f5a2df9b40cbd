export { type LockEndpoint, lockEndpoint } from "./lock-endpoint.js";
export { askHolder, type LockHolder } from "./lock-holder.js";
export {
  acquireAt,
  acquireProcessLock,
  describeHolder,
  describePid,
  lockError,
  type ProcessLock,
  type ProcessLocks,
  readLockHolder,
  systemLocks,
} from "./process-lock.js";
