import { isStrangeJob } from "./strange-job.js";
import type { Disk } from "@rigline/foundation/disk";
import { messageOf } from "@rigline/foundation/errors";
import { mark } from "@rigline/foundation/marks";
import type { Clock, FileSystem } from "@rigline/foundation/platform";
import {
  decideWish,
  foldJobState,
  foreseeWishes,
  parseWatchConfig,
  readWishes,
  type JobDeed,
  type JobState,
} from "@rigline/manifest";
import { describeFleetTrouble, readCursor } from "@rigline/manifest/fleet";
import { keepJobStates, listJobs, type ListedJob } from "@rigline/watchdog-service/told-jobs";
import type { RowAct } from "../wire/words.js";

/** A job with what the page needs of it beside what `rigline-watchdog status` says. */
export interface LookedJob extends ListedJob {
  readonly state: JobState;
  /** When its journal was last written to, milliseconds since the epoch; undefined: it has none. */
  readonly writtenAt: number | undefined;
  /** What the daemon would not refuse. */
  readonly acts: readonly RowAct[];
}

/** The jobs of one flag folder as they stand. */
export interface JobsFound {
  readonly flagFolder: string | undefined;
  readonly jobs: readonly LookedJob[];
  /** Why they can't be told, one sentence. */
  readonly trouble: string | undefined;
  /** What is to be known beside them, one sentence each, and harms no data: that the rig's fleet is not told. */
  readonly notes: readonly string[];
}

interface Parts {
  readonly clock: Clock;
  readonly disk: Disk;
  readonly fileSystem: FileSystem;
}

const DEEDS: readonly (readonly [RowAct, JobDeed])[] = [
  ["redrive", { do: "redrive", now: true }],
  ["release", { do: "release" }],
  ["hold", { do: "hold" }],
  ["cancel", { do: "cancel" }],
];

/** Reads the jobs of a watch config's flag folder, each journal only when it has grown. Changes nothing. */
export function createJobsLook(parts: Parts, watchConfig: string | undefined): () => JobsFound {
  const { disk, fileSystem } = parts;
  const readState = keepJobStates();
  return () => {
    // Made by the first hand-off of a rig.
    if (watchConfig === undefined || !fileSystem.exists(watchConfig))
      return { flagFolder: undefined, jobs: [], trouble: undefined, notes: [] };
    let flagFolder: string | undefined;
    try {
      const { flagFolder: folder, hasFleet } = findFlagFolder(fileSystem, watchConfig);
      flagFolder = folder;
      const notes = hasFleet ? describeFleetTrouble(readCursor(fileSystem, folder)) : [];
      const wishes = readWishes(fileSystem, folder);
      const jobs = listJobs(disk, fileSystem, folder, readState).map((job): LookedJob => {
        const read = readState(fileSystem, folder, job.file) ?? foldJobState([]);
        const state = foreseeWishes(read, job.file, wishes);
        return { ...job, state, writtenAt: writtenAt(fileSystem, job.journal), acts: actsOf(parts, job, state) };
      });
      return { flagFolder, jobs, trouble: undefined, notes };
    } catch (error) {
      mark("page: a flag folder that can't be read is told, and the page goes on");
      return { flagFolder, jobs: [], trouble: `the daemon's jobs can't be read: ${messageOf(error)}`, notes: [] };
    }
  };
}

/** As the daemon names it: links resolved. */
function findFlagFolder(
  fileSystem: FileSystem,
  watchConfig: string,
): { readonly flagFolder: string; readonly hasFleet: boolean } {
  const { flagDir, rigline } = parseWatchConfig(fileSystem.read(watchConfig), { file: watchConfig }).config;
  const flagFolder = fileSystem.exists(flagDir) ? fileSystem.realPath(flagDir) : flagDir;
  return { flagFolder, hasFleet: rigline.fleet !== undefined };
}

function writtenAt(fileSystem: FileSystem, journal: string): number | undefined {
  return fileSystem.exists(journal) ? fileSystem.stat(journal).modified : undefined;
}

function actsOf({ clock }: Parts, job: ListedJob, state: JobState): readonly RowAct[] {
  const verify: readonly RowAct[] = state.published === undefined ? [] : ["verify"];
  if (!job.manifestThere || isStrangeJob(job)) return verify;
  const at = clock.now().toISOString();
  const wished = DEEDS.flatMap(([act, deed]) => {
    const verdict = decideWish(state, { manifest: job.file, deed, by: "", at });
    return "records" in verdict && verdict.records.length > 0 ? [act] : [];
  });
  return [...wished, ...verify];
}
