import { join } from "node:path";
import { inspectIfThere } from "@rigline/foundation/disk";
import { mark } from "@rigline/foundation/marks";
import type { JobState } from "@rigline/manifest";
import { readManifest } from "../intake/read-manifest.js";
import type { DaemonParts } from "../jobs/daemon-parts.js";
import type { Job } from "../jobs/job.js";

/** The manifest in the flag folder or among the completed ones, if it is the one of which the journal tells. */
export function readJobOf(
  parts: Pick<DaemonParts, "disk" | "fileSystem" | "settings">,
  file: string,
  { digest, archivedTo }: JobState,
): Job | undefined {
  const { disk, settings } = parts;
  const places = [join(settings.flagFolder, file), archivedTo ?? join(settings.completeFolder, file)];
  for (const path of places)
    try {
      const entry = inspectIfThere(disk, path);
      const job = entry === undefined ? undefined : readManifest(parts, { path, entry });
      if (job?.digest === digest) return job;
    } catch {
      mark("gates: a manifest that can't be read names no sources to look at");
    }
  return undefined;
}
