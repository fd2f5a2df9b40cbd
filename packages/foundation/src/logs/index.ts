export { type LineFile, openLineFile } from "./line-file.js";
export { logFileError } from "./log-errors.js";
export { rotatingLog } from "./rotating-log.js";
