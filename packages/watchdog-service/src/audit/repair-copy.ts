import { dirname, join } from "node:path";
import { mark } from "@rigline/foundation/marks";
import { isRemotePlace } from "@rigline/foundation/paths";
import {
  type AuditProgress,
  copiesOf,
  readCopies,
  readJobState,
  type Repair,
  RIGLINE_FOLDER,
  type JobState,
} from "@rigline/manifest";
import { findModalitySources } from "../archive/find-sources.js";
import { readJobOf } from "../gates/read-job-of.js";
import type { DaemonParts } from "../jobs/daemon-parts.js";
import { readFileList } from "../verify/file-list.js";
import type { WorkPool } from "../work/work-pool.js";
import type { AuditableCopy } from "./audit-plan.js";

export interface RepairedCopy {
  /** Undefined: nothing could be brought back. */
  readonly repair: Repair | undefined;
  /** What is still wrong with the copy. */
  readonly left: AuditProgress;
  /** Why the first of that could not be brought back, one sentence. */
  readonly why: string | undefined;
}

/**
 * Brings back what is missing or changed in a copy: from the source at the rig, or from another copy of the session, whichever is, byte by
 * byte, what was handed off. What stood in its place is kept beside the data: `<destination>/.rigline/damaged/<name>/<time>`.
 */
export async function repairCopy(
  parts: Pick<DaemonParts, "disk" | "fileSystem" | "settings" | "clock">,
  pool: WorkPool,
  copy: AuditableCopy,
  found: AuditProgress,
  signal: AbortSignal,
): Promise<RepairedCopy> {
  const { disk, fileSystem, clock } = parts;
  const { files, algorithm } = readFileList({ disk, fileSystem }, copy.listFile, copy.folder);
  const hashes = new Map(files.map(({ path, hash }) => [path, hash]));
  const places = placesOf(parts, copy);
  const wanted = [...found.missing, ...found.changed].flatMap((path) => {
    const hash = hashes.get(path);
    if (hash === undefined) return [];
    const sources = places.sources.filter((source) => source.path === path).map(({ source }) => source);
    return [{ path, hash, candidates: [...sources, ...places.others.map((folder) => join(folder, path))] }];
  });
  const nothing = { repair: undefined, left: found, why: "nobody has the hashes of what was handed off" };
  if (algorithm === null || wanted.length === 0) return nothing;
  const own = join(dirname(copy.folder), RIGLINE_FOLDER);
  const aside = join(own, "damaged", copy.name, clock.now().toISOString().replaceAll(/\D/g, ""));
  const staging = join(own, "repairs", copy.name);
  const order = {
    kind: "repair",
    folder: copy.folder,
    aside,
    staging,
    algorithm,
    files: wanted,
    readBack: "device",
  } as const;
  const { repaired, left } = await pool.run(order, { signal });
  if (repaired.length > 0) mark("audit: what was damaged is brought back from another copy");
  const back = new Set(repaired.map(({ path }) => path));
  const rest = (paths: readonly string[]): string[] => paths.filter((path) => !back.has(path));
  const from = [...new Set(repaired.map((one) => placeOf(one, places.others)))].join(" and ");
  return {
    repair: repaired.length === 0 ? undefined : { files: repaired.length, from, aside },
    left: { ...found, missing: rest(found.missing), changed: rest(found.changed) },
    why: left[0] === undefined ? undefined : `${left[0].path}: ${left[0].why}`,
  };
}

function placeOf({ path, from }: { readonly path: string; readonly from: string }, others: readonly string[]): string {
  return others.find((folder) => from === join(folder, path)) ?? "the source at the rig";
}

interface Places {
  /** Files at the rig, by their place in a copy. */
  readonly sources: readonly { readonly source: string; readonly path: string }[];
  /** Other published copies of the session, none of which was found damaged. */
  readonly others: readonly string[];
}

function placesOf(parts: Parameters<typeof repairCopy>[0], { file, folder }: AuditableCopy): Places {
  const { disk, fileSystem, settings } = parts;
  const state = readJobState(fileSystem, settings.flagFolder, file);
  const job = state === undefined ? undefined : readJobOf(parts, file, state);
  const sources = job === undefined ? [] : findModalitySources(disk, { modalities: job.request.modalities }).found;
  const session =
    state?.copyOf === undefined ? state : readJobState(fileSystem, settings.flagFolder, state.copyOf.manifest);
  const further = copiesOf({ state: session, copies: readCopies(fileSystem, settings.flagFolder, session) });
  const all: readonly (Pick<JobState, "published" | "verification" | "destination"> | undefined)[] = [
    session,
    ...further.map((one) => one.state),
  ];
  const others = all.flatMap((one) =>
    one?.published === undefined || one.verification?.isWhole === false || one.destination === folder
      ? []
      : [one.destination ?? ""],
  );
  // From a store nothing is brought back by itself.
  return { sources, others: others.filter((other) => other !== "" && !isRemotePlace(other)) };
}
