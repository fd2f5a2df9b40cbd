export { devicesPlugin as default } from "./devices-plugin.js";
export { DevicesOptionsSchema, type DevicesOptions } from "./devices-options.js";
