import { createHash } from "node:crypto";
import { basename } from "node:path";
import { rcloneLimit } from "../bandwidth/rclone-limit.js";
import { placeAbove, placeIn } from "@rigline/foundation/paths";
import type { Piece } from "../attempt/pieces.js";
import type { DaemonParts } from "../jobs/daemon-parts.js";
import type { GoneJob, Job } from "../jobs/job.js";
import { targetFolder } from "../plan/plan-copy.js";
import { leaseOfWorker } from "../fleet/leased-worker.js";
import type { StoreClaim, StoreClaimant } from "../store/claim-store.js";
import type { StorePlace } from "../store/open-store.js";

type Settings = Pick<DaemonParts, "settings" | "throttled">;

/** Where a job's data go, in a store. */
export function storeOf(parts: Settings, { request }: Pick<Job, "request">): StorePlace {
  return storeAt(parts, targetFolder(request));
}

/** A place in a store that is published by itself. */
export interface StoreAt {
  readonly store: StorePlace;
  /** What the paths of its files have before those that they have there: empty, or `behavior/`. */
  readonly prefix: string;
}

/** These files by the paths that they have there. */
export function inPlace<File extends { readonly path: string }>(
  { prefix }: StoreAt,
  files: Iterable<File>,
): readonly File[] {
  return [...files].map((file) => ({ ...file, path: file.path.slice(prefix.length) }));
}

/** Where a piece of a job is published. */
export function pieceIn(parts: Settings, { request }: Pick<Job, "request">, { path }: Piece): StoreAt {
  const target = targetFolder(request);
  if (path === "") return { store: storeAt(parts, target), prefix: "" };
  return { store: storeAt(parts, placeIn(target, path)), prefix: `${path}/` };
}

/** Where the inventories lie of a session that several computers publish into a store. `target`: the session's own place. */
export function inventoriesInStore(target: string): string {
  return placeIn(placeAbove(target), `.rigline/inventories/${basename(target)}.parts`);
}

export function storeAt({ settings, throttled }: Settings, place: string): StorePlace {
  const { stores = {}, bandwidth = [], workers } = settings;
  const limit = rcloneLimit(bandwidth, throttled?.(), workers);
  return { place, entries: stores, ...(limit === undefined ? {} : { rcloneLimit: limit }) };
}

/**
 * By the manifest's place and not by its bytes: one that is corrected goes on with what the one before has brought. Of a flag folder that several
 * machines share, each by another path, by the lease, with the token of whoever holds it.
 */
export function claimantOf({ settings }: Settings, { manifest }: Pick<GoneJob, "manifest">): StoreClaimant {
  const held = leaseOfWorker(settings.worksAs);
  const who = held === undefined ? `${settings.hostname}\n${manifest}` : `lease ${held.lease}\n${basename(manifest)}`;
  const owner = createHash("sha256").update(who).digest("hex").slice(0, 16);
  return { owner, ...(held === undefined ? {} : { token: held.token }) };
}

export function claimOf(parts: Settings & Pick<DaemonParts, "clock">, job: Pick<GoneJob, "manifest">): StoreClaim {
  const claimant = claimantOf(parts, job);
  const said = {
    format: "rigline-claim-1",
    ...claimant,
    host: parts.settings.hostname,
    manifest: basename(job.manifest),
    at: parts.clock.now().toISOString(),
  };
  return { ...claimant, text: `${JSON.stringify(said, undefined, 1)}\n` };
}
