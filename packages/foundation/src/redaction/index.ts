export { escapeControl } from "./escape-control.js";
export { HIDDEN, redactUrl, redactUrls, secretsOf } from "./redact-urls.js";
