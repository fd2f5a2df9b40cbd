export { type LineFile, openLineFile } from "./line-file.js";
export { logFileError } from "./log-errors.js";
export { rotatingLines, rotatingLog } from "./rotating-log.js";
