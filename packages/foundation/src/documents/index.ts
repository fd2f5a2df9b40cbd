export { type DecodedDocument, decodeDocument, type DocumentEncoding } from "./decode-document.js";
export { escapedBackslash } from "./escaped-backslash.js";
export { DOCUMENT_LIMITS } from "./limits.js";
export { parseJson } from "./parse-json.js";
