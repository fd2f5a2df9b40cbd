import { inspectIfThere } from "@rigline/foundation/disk";
import { jobJournalPath } from "@rigline/manifest";
import { isGone } from "../watch/is-gone.js";
import type { DaemonParts } from "./daemon-parts.js";

/** Changes when the journal of a manifest does. */
export function journalStamp({ disk, settings }: Pick<DaemonParts, "disk" | "settings">, manifest: string): string {
  const entry = inspectIfThere(disk, jobJournalPath(settings.flagFolder, manifest));
  return entry === undefined ? "absent" : `${entry.size}:${entry.modifiedNs}`;
}

/** The same where a folder that is away must not matter. */
export function stampOf(parts: Pick<DaemonParts, "disk" | "settings">, manifest: string): string {
  try {
    return journalStamp(parts, manifest);
  } catch {
    return "unknown";
  }
}

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
