export { type LineFile, openLineFile } from "./line-file.js";
export { logFileError } from "./log-errors.js";
export { readTail, type TailLimits } from "./read-tail.js";
export { rotatingLines, rotatingLog } from "./rotating-log.js";
