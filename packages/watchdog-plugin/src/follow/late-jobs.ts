import { basename, join } from "node:path";
import type { FileSystem } from "@rigline/core";
import type { WatchPlaces } from "../daemon/watch-places.js";
import { readJob, type JobView } from "./read-job.js";

/** What stands behind a session's name where what came after its hand-off is published. */
export const LATE = "-late";

/**
 * Jobs of files that were sent after a session was handed off, by the name of its manifest: `<name>-late`, `<name>-late-2` and so on.
 */
export function readLateJobs(
  fileSystem: FileSystem,
  places: Pick<WatchPlaces, "flagFolder" | "completeFolder">,
  manifest: string,
): readonly JobView[] {
  const jobs: JobView[] = [];
  const [, name = "", ending = ""] = /^(.*)(\.ya?ml)$/u.exec(basename(manifest)) ?? [];
  for (let number = 1; ; number += 1) {
    const file = `${name}${LATE}${number === 1 ? "" : `-${number}`}${ending}`;
    const job = readJob(fileSystem, places, join(places.flagFolder, file));
    if (job.manifest === "gone") return jobs;
    jobs.push(job);
  }
}
