export { formatBytes, formatData, formatDuration, formatFiles, formatSessions } from "./format-quantity.js";
