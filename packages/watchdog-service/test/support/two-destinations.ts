import { mkdirSync, readdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { nodeDisk } from "@rigline/foundation/disk";
import { nodeFileSystem, systemClock } from "@rigline/foundation/platform";
import type { JobDeed } from "@rigline/manifest";
import { askOfJob } from "../../src/jobs/ask-of-job.js";
import { listJobs, type ListedJob } from "../../src/jobs/list-jobs.js";
import {
  acceptingService,
  createRig,
  type ManifestChoices,
  partsFor,
  type Rig,
  runOnce,
  settingsFor,
  type TestParts,
} from "./rig.js";
import type { DaemonParts } from "../../src/jobs/daemon-parts.js";
import type { RunEnd } from "../../src/daemon/run-daemon.js";

const SESSION = "session";
export const SECOND = "session.also-2";

/** A rig whose sessions go to a second server as well, which may be away. */
export interface TwoDestinations extends Rig {
  readonly second: string;
  readonly service: ReturnType<typeof acceptingService>;
  give(choices?: ManifestChoices & { readonly needed?: boolean }): string;
  takeAway(): void;
  bringBack(): void;
  /** One daemon, for all that can be done now. */
  run(changes?: Partial<DaemonParts>): Promise<TestParts & { readonly end: RunEnd }>;
  job(name?: string): ListedJob | undefined;
  ask(name: string, deed: JobDeed): void;
}

export function twoDestinations(root?: string): TwoDestinations {
  const rig = createRig(root);
  const server = join(rig.root, "server");
  const second = join(server, "second");
  mkdirSync(server);
  const service = acceptingService();
  return {
    ...rig,
    second,
    service,
    give: ({ needed, notes, ...choices } = {}) =>
      rig.hand(SESSION, {
        endpoint: "http://service/submit",
        ...choices,
        notes: { rigline_also_to: [{ destination: second, ...(needed === undefined ? {} : { needed }) }], ...notes },
      }),
    takeAway: () => renameSync(server, `${server}-away`),
    bringBack: () => renameSync(`${server}-away`, server),
    run: async (changes = {}) => {
      const parts = partsFor(rig, { http: service, ...changes });
      return { ...parts, end: await runOnce(parts) };
    },
    job: (name = SESSION) => listJobs(nodeDisk, nodeFileSystem, rig.flag).find((job) => job.name === name),
    ask: (name, deed) => {
      const parts = { disk: nodeDisk, fileSystem: nodeFileSystem, clock: systemClock, settings: settingsFor(rig) };
      askOfJob(parts, name, deed, "jane@rig");
    },
  };
}

/** Which manifests wait in the flag folder. */
export function queued(rig: Rig): readonly string[] {
  return readdirSync(rig.flag)
    .filter((name) => name.startsWith("manifest_"))
    .toSorted();
}
