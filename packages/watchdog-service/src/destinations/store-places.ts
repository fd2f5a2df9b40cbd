import { createHash } from "node:crypto";
import { basename } from "node:path";
import type { DaemonParts } from "../jobs/daemon-parts.js";
import type { GoneJob, Job } from "../jobs/job.js";
import { targetFolder } from "../plan/plan-copy.js";
import type { StoreClaim } from "../store/claim-store.js";
import type { StorePlace } from "../store/open-store.js";

type Settings = Pick<DaemonParts, "settings">;

/** Where a job's data go, in a store. */
export function storeOf(parts: Settings, { request }: Pick<Job, "request">): StorePlace {
  return storeAt(parts, targetFolder(request));
}

export function storeAt({ settings }: Settings, place: string): StorePlace {
  return { place, entries: settings.stores ?? {} };
}

/** By the manifest's place and not by its bytes: one that is corrected goes on with what the one before has brought. */
export function claimantOf({ settings }: Settings, { manifest }: Pick<GoneJob, "manifest">): string {
  return createHash("sha256").update(`${settings.hostname}\n${manifest}`).digest("hex").slice(0, 16);
}

export function claimOf(parts: Settings & Pick<DaemonParts, "clock">, job: Pick<Job, "manifest">): StoreClaim {
  const owner = claimantOf(parts, job);
  const said = {
    format: "rigline-claim-1",
    owner,
    host: parts.settings.hostname,
    manifest: basename(job.manifest),
    at: parts.clock.now().toISOString(),
  };
  return { owner, text: `${JSON.stringify(said, undefined, 1)}\n` };
}
