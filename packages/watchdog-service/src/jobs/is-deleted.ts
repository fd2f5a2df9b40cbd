import { isGone } from "../watch/is-gone.js";
import type { DaemonParts } from "./daemon-parts.js";
import { stampOf } from "./journal-stamp.js";

/**
 * Whether a person took a manifest away. Without its journal the folder is not the one we know: a mount point whose share
 * is away, or another folder laid over it, has neither.
 */
export function isDeleted(parts: Pick<DaemonParts, "disk" | "settings">, manifest: string): boolean {
  return isGone(parts.disk, manifest) && hasJournal(parts, manifest);
}

/** False only when the place where the journal was can be read and it is not there. */
export function hasJournal(parts: Pick<DaemonParts, "disk" | "settings">, manifest: string): boolean {
  return stampOf(parts, manifest) !== "absent";
}
