export { nameObjection, windowsObjection } from "./name-objection.js";
