import { isDeepStrictEqual } from "node:util";
import { mark } from "@rigline/foundation/marks";
import { isRemotePlace, placeIn } from "@rigline/foundation/paths";
import {
  isSameManifest,
  isSameOwner,
  readPartRecord,
  readPartRecords,
  renderPartRecord,
  uploadPartOf,
  type Gathered,
  type JsonObject,
  type PartOwner,
  type PartRecord,
} from "@rigline/manifest";
import { storeAt } from "../destinations/store-places.js";
import { gatherError } from "../gather/gather-errors.js";
import { gatherFolder, growingRecords } from "../gather/gather-folder.js";
import { targetFolder } from "../plan/plan-copy.js";
import type { KnownDestination } from "../publish/look-at-destination.js";
import { jobId, workerOf } from "../publish/staging-place.js";
import { idempotencyKey } from "../submit/post-job.js";
import { knownDestination, requireDestination } from "./require-destination.js";
import type { Attempt } from "./step.js";

/** After so long a part that has not come is trouble. */
const LATE_MS = 24 * 3_600_000;

/**
 * Begins the session's folder where several computers publish into one, before anything is copied. Throws DESTINATION_CONFLICT
 * where somebody else has made it, and PARTS_DIFFER.
 */
export async function beginGathering(attempt: Attempt, at?: KnownDestination): Promise<void> {
  const { job, parts } = attempt;
  if (job.parts === undefined) return;
  const head = { parts: job.parts, owner: ownerOf(attempt), at: parts.clock.now().toISOString() };
  const begun = { format: "rigline-parts-1", name: job.request.name, ...head } as const;
  const gathered = await keep(attempt, at, [begun], { target: targetFolder(job.request) });
  requireSameParts(attempt, gathered, job.parts);
}

/**
 * Puts on record at the destination that a job's part has arrived, and looks whether the others have. One computer submits, the one that
 * brings the first of the parts, so that nobody has to be asked who does; what it is to add to its request is recorded in its own
 * journal, before it posts. `waits`: something is still to come. Throws PARTS_DIFFER, PART_GONE and PART_LATE.
 */
export async function gatherParts(attempt: Attempt, wanted: readonly string[]): Promise<"waits" | "gathered"> {
  const { parts, job, journal } = attempt;
  const at = await lookFor(attempt);
  const gathered = await arrive(attempt, at, wanted);
  const { submission } = gathered;
  if (submission !== undefined) {
    const { endpoint, status, idempotencyKey, at: serviceTime, names, owner } = submission;
    const record = { endpoint, status, idempotencyKey, serviceTime, names: [...names], by: owner.host };
    journal.append({ type: "submitted", ...record });
    parts.report({ event: "submitted", job: job.label, endpoint, status });
    return "gathered";
  }
  requireSameParts(attempt, gathered, wanted);
  const missing = wanted.filter((part) => !gathered.arrived.some(({ modality }) => modality === part));
  const first = gathered.arrived.find(({ modality }) => modality === wanted[0])?.owner;
  const submits = first ?? ownerOf(attempt);
  if (missing.length > 0 || !isSameOwner(submits, ownerOf(attempt))) {
    wait(attempt, missing, first?.host ?? null);
    return "waits";
  }
  const [gone] = gathered.gone;
  if (gone !== undefined)
    throw gatherError("PART_GONE", {
      what: `${gone} had arrived, and is not there any more`,
      where: { file: gone },
    });
  journal.append({ type: "gathered", uploads: gathered.arrived.map(({ upload }) => upload) });
  parts.report({ event: "gathered", job: job.label, parts: wanted });
  return "gathered";
}

/** Tells the others, where they look, that the transfer service has the job. */
export async function announceSubmission(attempt: Attempt, names: readonly string[]): Promise<void> {
  const { parts, job, journal } = attempt;
  const { submission, submittedAt } = journal.history().state;
  if (submission === undefined) return;
  const at = await lookFor(attempt);
  const { endpoint, status } = submission;
  const record = {
    format: "rigline-submission-1",
    owner: ownerOf(attempt),
    at: submittedAt?.at ?? parts.clock.now().toISOString(),
    endpoint,
    status,
    idempotencyKey: idempotencyKey(job.request.name, job.digest),
    names,
  } as const;
  await keep(attempt, at, [record], {});
  journal.append({ type: "announced" });
}

interface Found extends Gathered {
  /** Of what was expected, what is not there. Absolute. */
  readonly gone: readonly string[];
}

/** Undefined: it is a store, which is no disk of the rig. */
async function lookFor(attempt: Attempt): Promise<KnownDestination | undefined> {
  if (isRemotePlace(attempt.job.request.destination)) return undefined;
  const found = await requireDestination(attempt);
  if (found.news.length > 0) attempt.journal.append(...found.news);
  return knownDestination(attempt, found);
}

async function keep(
  attempt: Attempt,
  at: KnownDestination | undefined,
  records: readonly PartRecord[],
  { target, expected = [] }: { readonly target?: string; readonly expected?: readonly string[] },
): Promise<Found> {
  const { parts, job, signal } = attempt;
  const { destination, name } = job.request;
  const folder = gatherFolder(destination, name);
  const standing = { expected: expected.map((part) => placeIn(targetFolder(job.request), part)), target };
  const staging = growingRecords(destination, name, jobId(job, workerOf(parts.settings)));
  const order =
    at === undefined
      ? ({ kind: "keepInStore", store: storeAt(parts, folder), ...standing } as const)
      : ({ kind: "keepRecords", at, folder, staging, ...standing } as const);
  const first = await parts.pool.run({ ...order, records: records.map(renderPartRecord) }, { signal });
  const outdated = records.flatMap((record) => {
    const written = renderPartRecord(record);
    const there = first.records.find((one) => one.name === written.name)?.text;
    return there !== undefined && mayReplace(there, record) ? [{ ...written, replaces: there }] : [];
  });
  const found = readPartRecords(first.records);
  if (outdated.length === 0 || found.submission !== undefined) return { ...found, gone: first.missing };
  mark("gather: a record of an earlier text of the same manifest is replaced");
  const second = await parts.pool.run({ ...order, records: outdated }, { signal });
  return { ...readPartRecords(second.records), gone: second.missing };
}

/** One's own, of an earlier text of the manifest, and what is no record. When it was written says nothing new. */
function mayReplace(there: string, record: PartRecord): boolean {
  const before = readPartRecord(there);
  if (before === undefined) return true;
  return isSameManifest(before.owner, record.owner) && !isDeepStrictEqual({ ...before, at: "" }, { ...record, at: "" });
}

function ownerOf({ parts, job }: Pick<Attempt, "parts" | "job">): PartOwner {
  const { hostname, handsOffAs: host = hostname } = parts.settings;
  return { host, manifest: job.manifest, digest: job.digest };
}

/** Has the arrival on record and looks what else is. Who has waited before only looks, as long as the record is there. */
async function arrive(attempt: Attempt, at: KnownDestination | undefined, wanted: readonly string[]): Promise<Found> {
  const { job, journal } = attempt;
  const expected = { expected: wanted };
  if (journal.history().state.awaiting !== undefined) {
    const found = await keep(attempt, at, [], expected);
    const modalities = Object.keys(job.request.modalities);
    const isOver = found.submission !== undefined;
    if (isOver || modalities.every((modality) => isOnRecord(attempt, found, modality))) return found;
    mark("gather: a record that was taken away while others were waited for is written again");
  }
  return keep(attempt, at, arrivals(attempt, wanted), expected);
}

/** As this text of the manifest has it, or by another computer. */
function isOnRecord(attempt: Attempt, { arrived }: Gathered, modality: string): boolean {
  const own = ownerOf(attempt);
  const record = arrived.find((one) => one.modality === modality);
  return record !== undefined && (isSameOwner(record.owner, own) || !isSameManifest(record.owner, own));
}

/** That each modality of the job stands under its final name. */
function arrivals(attempt: Attempt, wanted: readonly string[]): readonly PartRecord[] {
  const { parts, job, journal } = attempt;
  const { published } = journal.history().state;
  const upload = uploadPartOf(JSON.parse(job.submitBody()) as JsonObject);
  const { files = 0, bytes = 0 } = published ?? {};
  const head = { parts: wanted, owner: ownerOf(attempt), at: parts.clock.now().toISOString(), files, bytes, upload };
  return Object.keys(job.request.modalities).map((modality) => ({ format: "rigline-part-1", modality, ...head }));
}

/** One's own records of an earlier text of the manifest are about to be replaced. */
function requireSameParts(attempt: Attempt, { begun, arrived }: Gathered, wanted: readonly string[]): void {
  const own = ownerOf(attempt);
  const others = [...(begun === undefined ? [] : [begun]), ...arrived].filter(
    ({ owner }) => !isSameManifest(owner, own),
  );
  const other = others.find(({ parts }) => !isDeepStrictEqual(parts, wanted));
  if (other === undefined) return;
  const { name, destination } = attempt.job.request;
  throw gatherError("PARTS_DIFFER", {
    what: `${name} is to have the parts ${wanted.join(", ")}, and by ${other.owner.manifest} of ${other.owner.host} the parts ${other.parts.join(", ")}`,
    where: { file: gatherFolder(destination, name) },
  });
}

/** Said when it is another thing that is waited for. `host`: who submits, where that is known. */
function wait({ parts, job, journal }: Attempt, missing: readonly string[], host: string | null): void {
  const { awaiting } = journal.history().state;
  if (awaiting === undefined || !isDeepStrictEqual([awaiting.missing, awaiting.submits], [missing, host])) {
    journal.append({ type: "awaiting", missing: [...missing], submits: host });
    parts.report({ event: "awaiting", job: job.label, missing, submits: host });
    return;
  }
  const since = awaiting.since === undefined ? Infinity : Date.parse(awaiting.since);
  if (parts.clock.now().getTime() - since < LATE_MS) return;
  throw gatherError("PART_LATE", {
    what:
      missing.length > 0
        ? `${missing.join(", ")} of ${job.request.name} has not come for more than a day`
        : `${host ?? "another computer"} has not submitted ${job.request.name} for more than a day`,
  });
}
