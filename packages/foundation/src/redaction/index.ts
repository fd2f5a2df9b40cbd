export { escapeControl } from "./escape-control.js";
