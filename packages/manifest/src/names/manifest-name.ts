import type { NameRules } from "@rigline/foundation/names";

/**
 * What the name of a session, and of its manifest, may not be beside: `manifest_`, `.yaml` and the suffixes that a journal adds
 * must still fit into the 255 bytes that a file's name may have.
 */
export const MANIFEST_NAME: NameRules = {
  longest: 200,
  refused: [
    [/^ /, "it begins with a space"],
    // oxlint-disable-next-line no-control-regex -- it is what is looked for
    [/\u007F/, 'it has the character "\\x7f"'],
    [/^__proto__$/, "JavaScript keeps this name for itself"],
  ],
};
