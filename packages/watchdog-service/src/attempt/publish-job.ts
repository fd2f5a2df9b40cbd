import { isDeepStrictEqual } from "node:util";
import type { JobRecord } from "@rigline/manifest";
import type { DestinationPort } from "../destinations/destination-port.js";
import { growingPlace } from "../destinations/folder-destination.js";
import { portFor } from "../destinations/port-for.js";
import { inShares } from "../copy/in-batches.js";
import type { CopyPlan } from "../plan/copy-plan.js";
import { targetFolder } from "../plan/plan-copy.js";
import { planError } from "../plan/plan-errors.js";
import { type Published, readFrom } from "./accept-published.js";
import { withFollowed } from "./adopt-followed.js";
import { requireUnchanged } from "./last-look.js";
import { listPieces } from "./list-among-files.js";
import { findFirstPass } from "./passes.js";
import { findSaid, UNSAID } from "./find-said.js";
import { listHandedOff } from "./list-handed-off.js";
import { noteRoom } from "./note-room.js";
import { knownDestination, type FoundDestination } from "./require-destination.js";
import { planAsks, type Attempt } from "./step.js";

/** What takes longer to plan is work for all workers, and the processor is idle while one plans. */
const MUCH_TO_PLAN_MS = 15;

/**
 * Copies, verifies and publishes what a manifest names, and lists and records that it is published. Returns when to go on where only
 * what goes first is there now.
 */
export async function publishJob(begun: Attempt): Promise<Date | undefined> {
  // Without a turn of the event loop where nothing is followed.
  const attempt = begun.parts.followed === undefined ? begun : await withFollowed(begun, begun.parts.followed);
  const first = findFirstPass(attempt);
  if (first !== undefined) {
    await copyFirst(first.attempt);
    const until = first.until.toISOString();
    attempt.journal.append({ type: "scheduled", until, rest: "waits" });
    attempt.parts.report({ event: "scheduled", job: attempt.job.label, until });
    return first.until;
  }
  const { parts, job, journal } = attempt;
  const { clock, settings, report } = parts;
  const started = clock.monotonic();
  const destination = targetFolder(job.request);
  const port = portFor(attempt);
  const found = await port.look(attempt);
  const earlier = await port.resume(attempt, found);
  if (earlier !== undefined && found.news.length > 0) journal.append(...found.news);
  const published = earlier ?? (await publishNow(attempt, port, found));
  const { files, bytes, flushed, sourceRead, timesKept } = published;
  // In a store nothing grows elsewhere, and lists among the files are none of it.
  if (job.parts !== undefined && published.proof === undefined) {
    const staging = growingPlace(attempt, destination);
    await listPieces(attempt, published, staging, knownDestination(attempt, found));
    // Of what is published by the piece the folder that it grew in is left.
    await removeStaging(attempt, staging);
  }
  listHandedOff(attempt, published);
  const milliseconds = Math.round(clock.monotonic() - started);
  const { algorithm } = settings;
  const from = readFrom(published);
  const record = { type: "published", destination, files, bytes, algorithm, ...from, milliseconds } as const;
  const twice = sourceRead === undefined ? {} : { sourceRead };
  const { ledger } = journal.history();
  const asWritten = published.paths.filter((path) => ledger.get(path)?.sourceRead === "writer").length;
  const said = asWritten === 0 ? {} : { asWritten };
  journal.append({
    ...record,
    ...twice,
    ...said,
    ...(flushed ? {} : { flushed }),
    ...(timesKept ? {} : { timesKept }),
  });
  report({ event: "published", job: job.label, destination, files, bytes, ...from, ...twice, milliseconds });
  if (attempt.followed !== undefined) await parts.followed?.finish(attempt.followed.directory);
  if (earlier === undefined) noteRoom(attempt, found, bytes);
  if (published.proof !== undefined) return undefined;
  if (found.readBack !== published.readBack)
    report({ event: "notice", job: job.label, message: throughCache(destination) });
  if (!flushed) report({ event: "notice", job: job.label, message: notFlushed(destination) });
  if (!timesKept) report({ event: "notice", job: job.label, message: timesLost(destination) });
  return undefined;
}

/** Copies and verifies what goes first, and publishes it where that is asked for. */
async function copyFirst(attempt: Attempt): Promise<void> {
  const { job, journal } = attempt;
  const port = portFor(attempt);
  const found = await port.look(attempt);
  if (job.later?.publishFirst === true) return void (await publishNow(attempt, port, found, true));
  const plan = await planNow(attempt, found.news, true);
  await port.put(attempt, plan, found);
  await requireUnchanged(attempt, plan, journal.history().ledger);
}

/** `first`: it is what goes first, and not all. */
async function publishNow(
  attempt: Attempt,
  port: DestinationPort,
  found: FoundDestination,
  first = false,
): Promise<Published> {
  const plan = await planNow(attempt, found.news, first);
  return port.publish(attempt, plan, found);
}

function throughCache(destination: string): string {
  return `${destination} was read back through this machine's cache: its file system lets nobody read past that, so what the server or the device holds is known only as far as the cache asks for it`;
}

function timesLost(destination: string): string {
  return `${destination} is read back and right, but its share keeps no times, or this user may not set them: its files have those of their copying`;
}

function notFlushed(destination: string): string {
  return `${destination} is read back and right, but not flushed: its share has no flush, or this user may not. A power cut of the server within the next minutes could take it, so no source is deleted`;
}

async function removeStaging({ parts, signal }: Attempt, staging: string): Promise<void> {
  await parts.pool.run({ kind: "removeTree", path: staging }, { signal });
}

async function planNow(attempt: Attempt, news: readonly JobRecord[], first = false): Promise<CopyPlan> {
  const { parts, job, journal, signal } = attempt;
  const { pool, report, settings } = parts;
  const { request } = job;
  const stay = parts.clock.after(MUCH_TO_PLAN_MS, () => pool.prepare(pool.size));
  const looked = await pool.run({ kind: "plan", ...planAsks(attempt) }, { signal }).finally(stay);
  pool.prepare(inShares(looked.files, pool.size).length);
  // Without a turn of the event loop where nobody asks for it.
  const { said, objections } = settings.verifySource === true ? await findSaid(attempt, looked) : UNSAID;
  const plan = said === undefined ? looked : { ...looked, said };
  if (plan.inPlace !== undefined && job.deleteSource)
    throw planError("SOURCE_IS_DESTINATION", {
      what: `${plan.inPlace} stands already where it is to be published, and is to be deleted`,
      where: { file: plan.inPlace },
    });
  // What waits is left out for now, and that is no news; whether its patterns match anything is.
  for (const message of first ? plan.unmatched : [...plan.warnings, ...plan.unmatched])
    report({ event: "notice", job: job.label, message });
  const planned = { files: plan.files.length, bytes: plan.bytes, ...(first ? { first } : {}) };
  const { selection } = request;
  const selected = selection === undefined || first ? undefined : { selection, leftOut: plan.leftOut };
  const { state } = journal.history();
  const isKnown = state.step === "copying" && isDeepStrictEqual([state.planned, state.selected], [planned, selected]);
  // Once, and not at each attempt.
  if (!isKnown && !first) for (const message of objections) report({ event: "notice", job: job.label, message });
  if (!isKnown) journal.append(...news, { type: "planned", ...planned, ...selected });
  else if (news.length > 0) journal.append(...news);
  report({ event: "planned", job: job.label, files: plan.files.length, bytes: plan.bytes });
  return plan;
}
