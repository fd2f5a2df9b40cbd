export { isOwnName, nameObjection, type NameRules, windowsObjection } from "./name-objection.js";
