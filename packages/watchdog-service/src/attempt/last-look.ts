import { createHash } from "node:crypto";
import { mark } from "@rigline/foundation/marks";
import { copyError } from "../copy/copy-errors.js";
import { inBatches } from "../copy/in-batches.js";
import type { DaemonParts } from "../jobs/daemon-parts.js";
import { jobError } from "../jobs/job-errors.js";
import type { Job } from "../jobs/job.js";
import { hasJournal } from "../jobs/manifest-fate.js";
import type { CopyPlan, PlannedFile } from "../plan/copy-plan.js";
import { digestPlan } from "../plan/plan-copy.js";
import { isGone } from "../watch/is-gone.js";
import { planAsks, type Attempt } from "./step.js";

/**
 * Asked right before what can't be taken back. Throws JOB_CANCELLED when the manifest is gone or is another one, and
 * FLAG_FOLDER_AWAY when nothing can be known of it; LEASE_LOST and LEASE_UNKNOWN where several machines share the flag folder.
 */
export async function requireStillWanted(
  parts: Pick<DaemonParts, "disk" | "fileSystem" | "settings" | "fence">,
  { manifest, digest }: Pick<Job, "manifest" | "digest">,
  signal: AbortSignal,
): Promise<void> {
  // Lets a stop or a deletion that was noticed meanwhile come through.
  await Promise.resolve();
  signal.throwIfAborted();
  if (parts.fence !== undefined) {
    await parts.fence();
    signal.throwIfAborted();
  }
  const same = (): boolean => createHash("sha256").update(parts.fileSystem.read(manifest)).digest("hex") === digest;
  const gone = isGone(parts.disk, manifest);
  if (!gone && same()) return;
  if (gone && !hasJournal(parts, manifest)) {
    mark("attempt: a flag folder that went away cancels nothing");
    throw jobError("FLAG_FOLDER_AWAY", { what: `${manifest} can't be found, nor its journal` });
  }
  throw jobError("JOB_CANCELLED", { what: `${manifest} was deleted or replaced before its job was done` });
}

/** What was copied, by path. `identity`: of the source that was read. */
type Copied = ReadonlyMap<string, { readonly hash: string; readonly identity?: number }>;

/**
 * Throws SOURCE_CHANGED when the sources are not as they were planned: what was copied first may have changed, and what was
 * not there may have come, while the last file was copied. Where only a file's identity is another (somebody changed its
 * rights or gave it a second name; some shares number their files anew), it is read again: its content decides.
 */
export async function requireUnchanged(attempt: Attempt, plan: CopyPlan, copied: Copied): Promise<void> {
  const { pool } = attempt.parts;
  const { signal } = attempt;
  const asks = planAsks(attempt);
  const look = pool.run({ kind: "planDigest", ...asks }, { signal });
  // While the worker looks.
  const planned = digestPlan(plan);
  if ((await look) === planned) return;
  const now = await pool.run({ kind: "plan", ...asks }, { signal });
  const changed = firstChange(plan, now) ?? (await firstOtherContent(attempt, plan, now, copied));
  if (changed === undefined) return;
  throw copyError("SOURCE_CHANGED", {
    what: `the source of ${plan.target} changed while it was being copied`,
    why: `it differs at ${changed}`,
  });
}

function firstChange(before: CopyPlan, after: CopyPlan): string | undefined {
  const old = new Set(linesOf(before));
  const now = linesOf(after);
  const changed = now.find((line) => !old.has(line));
  if (changed !== undefined) return changed.split("\0")[0];
  return now.length < old.size ? "something that was removed" : undefined;
}

function linesOf({ folders, files }: CopyPlan): string[] {
  return [...folders, ...files.map(({ path, source, bytes, modified }) => [path, source, bytes, modified].join("\0"))];
}

async function firstOtherContent(
  { parts, signal }: Attempt,
  before: CopyPlan,
  after: CopyPlan,
  copied: Copied,
): Promise<string | undefined> {
  const { pool, settings } = parts;
  const planned = new Map(before.files.map(({ path, identity }) => [path, identity]));
  const isTouched = ({ path, identity }: PlannedFile): boolean =>
    identity !== planned.get(path) && identity !== copied.get(path)?.identity;
  for (const batch of inBatches(after.files.filter(isTouched))) {
    mark("copy: a source that only its identity says was touched is read again");
    const files = batch.map(({ source }) => ({ path: source, side: "source" }) as const);
    const hashes = await pool.run({ kind: "hash", algorithm: settings.algorithm, files }, { signal });
    const other = batch.find(({ path }, index) => hashes[index]?.hash !== copied.get(path)?.hash);
    if (other !== undefined) return other.path;
  }
  return undefined;
}
