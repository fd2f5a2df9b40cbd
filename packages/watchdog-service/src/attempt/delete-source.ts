import { resolve } from "node:path";
import { mark } from "@rigline/foundation/marks";
import { isRemotePlace } from "@rigline/foundation/paths";
import { KEPT, type KeptFile, type KeptReason } from "../archive/delete-batch.js";
import { archiveError } from "../archive/archive-errors.js";
import { deleteSources } from "../archive/delete-sources.js";
import {
  agreeing,
  type CopyStanding,
  type JobState,
  type LatePlace,
  readCopies,
  whatCopiesLack,
} from "@rigline/manifest";
import { foundStore } from "../destinations/found-store.js";
import { storeOf } from "../destinations/store-places.js";
import type { SourceChoice } from "../plan/copy-plan.js";
import { targetFolder } from "../plan/plan-copy.js";
import { leaveReceiptsOf } from "../receipts/leave-receipts-of.js";
import { requireStillWanted } from "./last-look.js";
import { requireDestination, requireReachable } from "./require-destination.js";
import type { Attempt, JobAttempt } from "./step.js";

/** What is missing for a source to be deleted, one sentence; undefined: nothing. */
function whyKept(state: JobState, copies: readonly CopyStanding[]): string | undefined {
  // Before anything is deleted its copy is read once more, of a store fetched back, whatever that has told of it.
  const why = whatCopiesLack({ state, copies }, { readsBack: true });
  if (why === undefined) return undefined;
  mark("delete: the source of a session is kept whose copies are not as good as they are needed");
  return `the source is kept although its deletion was asked for: ${why}`;
}

/** Deletes what a manifest asks to have deleted, records it, and says what was kept and why. */
export async function deleteSource(attempt: Attempt): Promise<void> {
  const { parts, job, signal } = attempt;
  await deleteHandedOff(attempt, { requireWanted: () => requireStillWanted(parts, job, signal) });
}

/** Why it is deleted. */
interface Deleting {
  /** What deletes it by a rule of the watch config; absent: the manifest asks for it. */
  readonly by?: string;
  /** What was sent after it and goes with it; `waits`: this is such a part itself, and the receipt is left when all is gone. */
  readonly late?: readonly LatePlace[] | "waits";
  /** Asked right before. Rejects where it is not to be deleted. */
  readonly requireWanted: () => Promise<void>;
}

/** The same for whatever reason: only what the copies are as good for as they are needed, each file read once more with all its copies. */
export async function deleteHandedOff(attempt: JobAttempt, { by, late = [], requireWanted }: Deleting): Promise<void> {
  const { parts, job, journal, signal } = attempt;
  const { report, settings } = parts;
  const { request } = job;
  const { ledger, state } = journal.history();
  const copies = readCopies(parts.fileSystem, settings.flagFolder, state);
  const message = whyKept(state, copies);
  if (message !== undefined) {
    journal.append({ type: "sourceDeleted", files: 0 });
    report({ event: "sourceDeleted", job: job.label, files: 0, kept: state.published?.files ?? 0 });
    report({ event: "notice", job: job.label, message });
    return;
  }
  const store = isRemotePlace(request.destination) ? storeOf(parts, job) : undefined;
  if (store !== undefined) await requireReachable(parts, store.place, { signal });
  const found = store === undefined ? await requireDestination(attempt) : foundStore(request.destination);
  const choice = deletable(job, state);
  const { files, kept, absent } = await deleteSources(parts.pool, choice, agreeing(ledger, copies), {
    algorithm: state.published?.algorithm ?? settings.algorithm,
    target: targetFolder(request),
    store,
    readBack: found.readBack,
    ownDisk: found.isShare || found.isMeant ? undefined : { devices: found.ownDevices },
    requireWanted,
    signal,
  });
  // Copies that are not there: they were moved on, or the share has gone away under our hands.
  if (kept.some(({ reason }) => reason === "copyGone")) {
    mark("delete: copies that are not there have their destination looked at again");
    if (store === undefined) await requireDestination(attempt);
  }
  requireNoneDiffers(attempt, kept, by);
  // Before it is on record: killed in between, it is done once more.
  if (late !== "waits" && (parts.settings.receipts === true || by !== undefined))
    await leaveReceiptsOf(attempt, choice, { copies, late, by });
  journal.append(...found.news, { type: "sourceDeleted", files, ...(by === undefined ? {} : { by }) });
  report({ event: "sourceDeleted", job: job.label, files, kept: kept.length });
  if (absent.length > 0)
    report({
      event: "notice",
      job: job.label,
      message: `not there to be deleted: ${absent.join(", ")}: deleted before, or on a disk that is not connected and still has it`,
    });
  for (const [reason, sources] of byReason(kept))
    report({
      event: "notice",
      job: job.label,
      message: `kept at the source, because ${KEPT[reason]}: ${sources.join(", ")}`,
    });
}

/** The modalities without the sources that are to stay, nor what was left out by the patterns of then or is by those of now. */
function deletable({ request, keep }: Attempt["job"], { selected }: JobState): SourceChoice {
  const kept = new Set(keep.map((path) => resolve(path)));
  const modalities = Object.entries(request.modalities).map(([name, sources]) => [
    name,
    sources.filter((source) => !kept.has(resolve(source))),
  ]);
  const selection = [...(selected?.selection ?? []), ...(request.selection ?? [])];
  return { modalities: Object.fromEntries(modalities) as SourceChoice["modalities"], selection, keep };
}

/** An alarm and no notice: somebody may have deleted the source by hand tomorrow. Throws PUBLISHED_DIFFERS. */
function requireNoneDiffers(
  { parts, job, journal }: JobAttempt,
  kept: readonly KeptFile[],
  by: string | undefined,
): void {
  const differing = kept.filter(({ reason }) => reason === "copyDiffers" || reason === "readDiffers");
  const [first] = differing;
  if (first === undefined) return;
  mark("delete: a published copy that is not what its source gives is an alarm");
  // The job of what is deleted by a rule is at its end: nobody would set it aside.
  if (by !== undefined) {
    const found = { missing: 0, changed: differing.length, unreadable: 0, extra: 0 };
    journal.append({ type: "verified", by, algorithm: parts.settings.algorithm, found, files: [] });
    parts.report({ event: "verified", job: job.label, by, ...found });
  }
  const more = differing.length === 1 ? "" : `, and of ${differing.length - 1} more`;
  throw archiveError("PUBLISHED_DIFFERS", {
    what: `the published copy of ${first.source}${more}, of ${job.request.name}, is not what the source gives`,
    where: { file: first.source },
    why: `${differing.length === 1 ? "its" : "their"} source was kept: ${[...new Set(differing.map(({ reason }) => KEPT[reason]))].join("; ")}`,
  });
}

function byReason(kept: readonly KeptFile[]): ReadonlyMap<KeptReason, readonly string[]> {
  const groups = new Map<KeptReason, string[]>();
  for (const { source, reason } of kept) {
    const group = groups.get(reason) ?? [];
    group.push(source);
    groups.set(reason, group);
  }
  return groups;
}
