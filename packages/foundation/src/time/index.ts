export { describeZone } from "./describe-zone.js";
export { formatClock, formatDate, formatIso, nameTime } from "./format-iso.js";
export { showLocalTime } from "./local-time.js";
export { nextOccurrence } from "./next-occurrence.js";
export { readMoment } from "./read-moment.js";
export { formatTimeOfDay, readTimeOfDay, type TimeOfDay, toTimeOfDay } from "./time-of-day.js";
export { checked, readClockTime, readWallTime, type WallTime, wallTimeOfEpoch } from "./wall-time.js";
export { isUtc, readZone, zoneObjection } from "./zone.js";
export { toZonedDate, wallTimeIn } from "./zoned-time.js";
