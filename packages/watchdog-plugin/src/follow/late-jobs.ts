import { basename, join } from "node:path";
import type { FileSystem } from "@rigline/core";
import { lateManifest } from "@rigline/manifest";
import type { WatchPlaces } from "../daemon/watch-places.js";
import { readJob, type JobView } from "./read-job.js";

/**
 * Jobs of files that were sent after a session was handed off, by the name of its manifest: `<name>-late`, `<name>-late-2` and so on.
 */
export function readLateJobs(
  fileSystem: FileSystem,
  places: Pick<WatchPlaces, "flagFolder" | "completeFolder">,
  manifest: string,
): readonly JobView[] {
  const jobs: JobView[] = [];
  for (let number = 1; ; number += 1) {
    const file = lateManifest(basename(manifest), number);
    const job = readJob(fileSystem, places, join(places.flagFolder, file));
    if (job.manifest === "gone") return jobs;
    jobs.push(job);
  }
}
