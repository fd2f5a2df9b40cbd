export { formatBytes, formatDuration, formatFiles } from "./format-quantity.js";
