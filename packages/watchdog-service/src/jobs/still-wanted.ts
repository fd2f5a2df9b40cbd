import { createHash } from "node:crypto";
import { isGone } from "../watch/is-gone.js";
import type { DaemonParts } from "./daemon-parts.js";
import type { HandOff } from "./hand-off.js";
import { hasJournal } from "./is-deleted.js";
import { jobError } from "./job-errors.js";

/**
 * Asked right before what can't be taken back. Throws JOB_CANCELLED when the manifest is gone or is another one, and
 * FLAG_FOLDER_AWAY when nothing can be known of it.
 */
export async function requireStillWanted(
  parts: Pick<DaemonParts, "disk" | "fileSystem" | "settings">,
  { manifest, digest }: Pick<HandOff, "manifest" | "digest">,
  signal: AbortSignal,
): Promise<void> {
  // Lets a stop or a deletion that was noticed meanwhile come through.
  await Promise.resolve();
  signal.throwIfAborted();
  const same = (): boolean => createHash("sha256").update(parts.fileSystem.read(manifest)).digest("hex") === digest;
  const gone = isGone(parts.disk, manifest);
  if (!gone && same()) return;
  if (gone && !hasJournal(parts, manifest))
    throw jobError("FLAG_FOLDER_AWAY", { what: `${manifest} can't be found, nor its journal` });
  throw jobError("JOB_CANCELLED", { what: `${manifest} was deleted or replaced before its job was done` });
}
