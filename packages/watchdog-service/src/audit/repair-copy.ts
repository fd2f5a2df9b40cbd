import { basename, join } from "node:path";
import { messageOf } from "@rigline/foundation/errors";
import { mark } from "@rigline/foundation/marks";
import { isRemotePlace, placeAbove, placeIn } from "@rigline/foundation/paths";
import { type AuditProgress, type Repair, RIGLINE_FOLDER } from "@rigline/manifest";
import { storeAt } from "../destinations/store-places.js";
import type { DaemonParts } from "../jobs/daemon-parts.js";
import { readFileList } from "../verify/file-list.js";
import type { WorkPool } from "../work/work-pool.js";
import type { AuditableCopy } from "./audit-plan.js";
import { otherCopies } from "./other-copies.js";
import type { DamagedFile, Repaired } from "./repair-files.js";

export interface RepairedCopy {
  /** Undefined: nothing could be brought back. */
  readonly repair: Repair | undefined;
  /** What is still wrong with the copy. */
  readonly left: AuditProgress;
  /** Why the first of that could not be brought back, one sentence. */
  readonly why: string | undefined;
}

type Parts = Pick<DaemonParts, "disk" | "fileSystem" | "settings" | "clock" | "throttled">;

interface RepairChoices {
  /** From another copy in a store, too, which clouds take money for. */
  readonly readsStores: boolean;
  readonly signal: AbortSignal;
}

type BringBack = (files: readonly DamagedFile[]) => Promise<Repaired>;

/**
 * Brings back what is missing or changed in a copy: from the source at the rig, or from another copy of the session, whichever is, byte by
 * byte, what was handed off. What stood in its place is kept beside the data: `<destination>/.rigline/damaged/<name>/<time>`.
 */
export async function repairCopy(
  parts: Parts,
  pool: WorkPool,
  copy: AuditableCopy,
  found: AuditProgress,
  { readsStores, signal }: RepairChoices,
): Promise<RepairedCopy> {
  const { disk, fileSystem, clock, settings } = parts;
  const { files, algorithm } = readFileList({ disk, fileSystem }, copy.listFile, copy.folder);
  const listed = new Map(files.map((file) => [file.path, file]));
  const { sources, folders, stores } = otherCopies(parts, copy);
  const places = new Map<string, string>();
  const known = (candidate: string, place: string): string => (places.set(candidate, place), candidate);
  const wanted = [...found.missing, ...found.changed].flatMap((path): DamagedFile[] => {
    const hash = listed.get(path)?.hash;
    if (hash === undefined) return [];
    const atRig = sources.flatMap((one) => (one.path === path ? [known(one.source, "the source at the rig")] : []));
    return [{ path, hash, candidates: [...atRig, ...folders.map((folder) => known(join(folder, path), folder))] }];
  });
  const nothing = { repair: undefined, left: found, why: "nobody has the hashes of what was handed off" };
  if (algorithm === null || wanted.length === 0) return nothing;
  const name = basename(copy.folder);
  const own = placeIn(placeAbove(copy.folder), RIGLINE_FOLDER);
  const aside = placeIn(own, `damaged/${name}/${clock.now().toISOString().replaceAll(/\D/g, "")}`);
  const isStore = isRemotePlace(copy.folder);
  const bringBack: BringBack = (damaged) => {
    if (isStore)
      return pool.run({ kind: "repairStore", store: storeAt(parts, copy.folder), aside, files: damaged }, { signal });
    const { folder } = copy;
    const staging = join(own, "repairs", name);
    const order = { kind: "repair", folder, aside, staging, algorithm, files: damaged, readBack: "device" } as const;
    return pool.run(order, { signal });
  };
  let { repaired, left } = await bringBack(wanted);
  // Where the copy itself lies in a store, what comes from another one comes by the rig.
  const above = isStore ? join(settings.flagFolder, RIGLINE_FOLDER) : own;
  const fetched = join(above, "repairs", `${name}.fetched`);
  for (const store of readsStores && left.length > 0 ? stores : []) {
    const again = left.flatMap(({ path }) => {
      const { hash, bytes = 0 } = listed.get(path) ?? {};
      const candidates = [known(join(fetched, path), store)];
      return hash === undefined ? [] : [{ path, hash, bytes, candidates }];
    });
    try {
      const order = { kind: "fetchFiles", store: storeAt(parts, store), folder: fetched, files: again } as const;
      await pool.run(order, { signal });
      const more = await bringBack(again);
      if (more.repaired.length > 0) mark("audit: what was damaged is brought back from a copy in a store");
      [repaired, left] = [[...repaired, ...more.repaired], more.left];
    } catch (error) {
      if (signal.aborted) throw error;
      mark("audit: a copy in a store that can't be fetched is none to bring anything back from");
      left = left.map(({ path }) => ({ path, why: messageOf(error) }));
    } finally {
      await pool.run({ kind: "removeTree", path: fetched }, { signal });
    }
  }
  if (repaired.length > 0) mark("audit: what was damaged is brought back from another copy");
  const back = new Set(repaired.map(({ path }) => path));
  const rest = (paths: readonly string[]): string[] => paths.filter((path) => !back.has(path));
  const from = [...new Set(repaired.map((one) => places.get(one.from) ?? one.from))].join(" and ");
  return {
    repair: repaired.length === 0 ? undefined : { files: repaired.length, from, aside },
    left: { ...found, missing: rest(found.missing), changed: rest(found.changed) },
    why: left[0] === undefined ? undefined : `${left[0].path}: ${left[0].why}`,
  };
}
