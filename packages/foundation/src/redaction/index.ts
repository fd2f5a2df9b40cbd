// Of addresses that somebody configured, all that may be secret is hidden (redactUrl); in what others wrote, what is one (hideCredentials).
export { credentialsIn, hideCredentials } from "./credentials.js";
export { escapeControl, escapeControlInJson } from "./escape-control.js";
export { HIDDEN, redactUrl, redactUrls, secretsOf } from "./redact-urls.js";
export { createRedactor, type Redactor } from "./redactor.js";
export { isSecretKey } from "./secret-names.js";
