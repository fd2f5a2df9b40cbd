export { parseWatchConfig, type ParsedWatchConfig } from "./parse-watch-config.js";
export { renderWatchConfig } from "./render-watch-config.js";
export { watchConfigError } from "./watch-config-errors.js";
export type { RiglineSettings, WatchConfig } from "./watch-config.js";
