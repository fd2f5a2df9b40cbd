export { Chooser, type FilePatterns, type Selection } from "./chooser.js";
export type { Selected } from "./selected.js";
