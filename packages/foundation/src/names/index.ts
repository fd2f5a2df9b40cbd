export { isOwnName, nameObjection, windowsObjection } from "./name-objection.js";
