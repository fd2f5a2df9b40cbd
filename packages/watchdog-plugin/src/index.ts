export { HandOffSchema, type HandOff } from "./follow/hand-off.js";
export {
  MAPPING_ADDITIONS,
  MappingAdditionsSchema,
  SESSION_MAPPER,
  SessionMappingSchema,
  type MappingAdditions,
  type SessionMapping,
} from "./mapper/session-mapping.js";
export { WatchdogOptionsSchema, type WatchdogOptions } from "./options/watchdog-options.js";
export { watchdogPlugin, watchdogPlugin as default } from "./watchdog-plugin.js";
