export { isOwnName, nameObjection, type NameRules, windowsObjection } from "./name-objection.js";
export { isTemplateText } from "./template-text.js";
