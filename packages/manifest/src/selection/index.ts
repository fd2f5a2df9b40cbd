export { Chooser, type FilePatterns, type Selection } from "./chooser.js";
