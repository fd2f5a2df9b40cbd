export { isAbsolutePath, pathObjection } from "./path-objection.js";
