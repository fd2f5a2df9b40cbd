export { parseWatchConfig, type ParsedWatchConfig } from "./parse-watch-config.js";
export type { AuditEntries } from "./audit-schema.js";
export type { RetentionEntries } from "./retention-schema.js";
export type { StoreEntries } from "./stores-schema.js";
export type { BandwidthHours } from "./bandwidth-schema.js";
export { renderWatchConfig } from "./render-watch-config.js";
export type { CustodyFormat, JobOrder, RiglineSettings, WatchConfig } from "./watch-config.js";
export { PatternsSchema, WatchConfigFileSchema } from "./watch-config-schema.js";
export {
  NotifySchema,
  PingSchema,
  SafeBySchema,
  TOLD_KINDS,
  type NotifyChannel,
  type SecretSource,
  type ToldKind,
} from "./notify-schema.js";
