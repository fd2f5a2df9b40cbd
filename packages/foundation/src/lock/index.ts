export { type LockEndpoint, lockEndpoint } from "./lock-endpoint.js";
export { askHolder, type LockHolder } from "./lock-holder.js";
export {
  acquireAt,
  acquireProcessLock,
  describeHolder,
  lockError,
  type ProcessLock,
  readLockHolder,
} from "./process-lock.js";
