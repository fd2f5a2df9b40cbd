export { showLocalTime } from "./local-time.js";
export { isUtc, readZone, zoneObjection } from "./zone.js";
