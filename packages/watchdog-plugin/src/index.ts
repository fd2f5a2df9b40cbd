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
export { WatchdogDataTransferService } from "./transfer/watchdog-data-transfer-service.js";
export type { WatchdogSettings, WatchdogTransferOptions } from "./transfer/script-transfer.js";
export type { DumpOptions } from "./transfer/dump-manifest.js";
export type { EmailFromExperimenter } from "./transfer/address-book.js";
export type { MappedSession, MappingSource, SessionFacts, SessionMapper } from "./transfer/session-mapper.js";
export type { ErrorPlace, ExitName, Problem, RetryRule, RiglineError } from "@rigline/foundation/errors";
export type { HandOffContext } from "./run-hand-off.js";
export { WATCHDOG_TRANSFERS, type TransferOpener } from "./transfer/watchdog-transfers.js";
export { watchdogPlugin, watchdogPlugin as default } from "./watchdog-plugin.js";
