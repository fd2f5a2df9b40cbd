/** What no document that a person or a rig writes comes near; whatever is beyond was made to exhaust a reader, or is no document. */
export const DOCUMENT_LIMITS = {
  /** A manifest that names 20,000 single files has about this size. */
  bytes: 4 * 1024 * 1024,
  /** Lists and mappings within one another. */
  depth: 64,
} as const;
