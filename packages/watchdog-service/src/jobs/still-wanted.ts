import { createHash } from "node:crypto";
import { isGone } from "../watch/is-gone.js";
import type { DaemonParts } from "./daemon-parts.js";
import type { HandOff } from "./hand-off.js";
import { jobError } from "./job-errors.js";

/** Throws JOB_CANCELLED when the manifest is gone or is another one: asked right before what can't be taken back. */
export async function requireStillWanted(
  { disk, fileSystem }: Pick<DaemonParts, "disk" | "fileSystem">,
  { manifest, digest }: Pick<HandOff, "manifest" | "digest">,
  signal: AbortSignal,
): Promise<void> {
  // Lets a stop or a deletion that was noticed meanwhile come through.
  await Promise.resolve();
  signal.throwIfAborted();
  const same = (): boolean => createHash("sha256").update(fileSystem.read(manifest)).digest("hex") === digest;
  if (!isGone(disk, manifest) && same()) return;
  throw jobError("JOB_CANCELLED", { what: `${manifest} was deleted or replaced before its job was done` });
}
