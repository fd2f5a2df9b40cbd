export { buildDataName, parseDataName, type DataName } from "./data-name.js";
export { formatDatetime, requireWallTime } from "./format-datetime.js";
export { manifestFileName } from "./manifest-file-name.js";
export { MANIFEST_NAME } from "./manifest-name.js";
