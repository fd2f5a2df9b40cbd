export { formatBytes, formatDuration } from "./format-quantity.js";
