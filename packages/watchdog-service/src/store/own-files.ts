/** Beside the files of a session in a store: who writes there, and that all of it has arrived. */
export const CLAIM_FILE = ".rigline/claim.json";
/** Its inventory, written last: without it nothing is published. */
export const WHOLE_FILE = ".rigline/whole.json";

/** Ours and not the session's. */
export function isOwnFile(path: string): boolean {
  // Of a session in parts each modality has its own; what is readied has its name with an end.
  return path.startsWith(".rigline/") || /^[^/]+\/\.rigline\/(?:claim|whole)\.json(?:\.[\da-f]{32})?$/.test(path);
}
