export { isOwnName, nameObjection, type NameRules, windowsObjection } from "./name-objection.js";
export { isTemplateText } from "./template-text.js";
export { isSendTestName, SEND_TEST } from "./send-test-name.js";
