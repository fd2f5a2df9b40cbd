export { formatBytes, formatData, formatDuration, formatFiles } from "./format-quantity.js";
