import { jobJournalPath } from "@rigline/manifest";
import { inspectIfThere } from "../platform/disk.js";
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
