import { basename, join } from "node:path";
import type { FileSystem } from "@rigline/core";
import { agreeing, copiesOf, type Ledger, whatCopiesLack } from "@rigline/manifest";
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

/** What of a session is safe elsewhere, by its path in the published folder. */
export interface SafeElsewhere {
  readonly ledger: Ledger;
  /** What was sent later, and where it lies, `<destination>/<name>-late`. */
  readonly late: readonly { readonly destination: string; readonly files: number; readonly bytes: number }[];
}

/**
 * What was verified of a session at its own destination and at each that is needed, with what was sent after its hand-off and is verified and
 * flushed too. That goes to one destination: of a session that needs several it does not count.
 */
export function findSafeElsewhere(
  fileSystem: FileSystem,
  places: Pick<WatchPlaces, "flagFolder" | "completeFolder">,
  job: JobView,
): SafeElsewhere {
  const copies = copiesOf(job);
  const ledger = agreeing(job.ledger, copies);
  if (copies.some(({ needed }) => needed)) return { ledger, late: [] };
  const sent = readLateJobs(fileSystem, places, job.archivePath).filter(
    (one) => one.state?.step === "complete" && whatCopiesLack(one) === undefined,
  );
  return {
    ledger: new Map([ledger, ...sent.map((one) => one.ledger)].flatMap((one) => [...one])),
    late: sent.flatMap(({ state: { destination, published } = {} }) =>
      destination === undefined || published === undefined
        ? []
        : [{ destination, files: published.files, bytes: published.bytes }],
    ),
  };
}
