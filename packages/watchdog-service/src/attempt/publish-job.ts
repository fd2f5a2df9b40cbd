import { dirname } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { type JobRecord, type ReadBack, weakerRead } from "@rigline/manifest";
import type { VerifiedFile } from "../copy/copy-task.js";
import { copyTree, type CopiedTree } from "../copy/copy-tree.js";
import type { CopyPlan } from "../plan/copy-plan.js";
import { targetFolder } from "../plan/plan-copy.js";
import { planError } from "../plan/plan-errors.js";
import type { KnownDestination } from "../publish/look-at-destination.js";
import { stagingPlace } from "../publish/staging-place.js";
import { acceptIfThere, findEarlier, type Held, type Published, together } from "./accept-published.js";
import { adoptFollowed, withFollowed } from "./adopt-followed.js";
import { CopyProgressTeller } from "./copy-progress.js";
import { beginGathering } from "./gather-parts.js";
import { requireUnchanged } from "./last-look.js";
import { listPieces } from "./list-among-files.js";
import { findFirstPass } from "./passes.js";
import { findSaid, UNSAID } from "./find-said.js";
import { listHandedOff } from "./list-handed-off.js";
import { noteRoom } from "./note-room.js";
import { type Piece, piecesOf, restrict } from "./pieces.js";
import { publishPiece } from "./publish-piece.js";
import { knownDestination, requireDestination, type FoundDestination } from "./require-destination.js";
import { planAsks, type Attempt } from "./step.js";

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
  const found = await requireDestination(attempt);
  const earlier = await findEarlier(attempt, destination, stagingOf(attempt, destination), found.readBack);
  if (earlier !== undefined && found.news.length > 0) journal.append(...found.news);
  const published = earlier ?? (await publishNow(attempt, destination, found));
  const { files, bytes, flushed, readBack, sourceRead, timesKept } = published;
  if (job.parts !== undefined) {
    const staging = stagingOf(attempt, destination);
    await listPieces(attempt, published, staging, knownDestination(attempt, found));
    // Of what is published by the piece the folder that it grew in is left.
    await removeStaging(attempt, staging);
  }
  listHandedOff(attempt, published);
  const milliseconds = Math.round(clock.monotonic() - started);
  const { algorithm } = settings;
  const record = { type: "published", destination, files, bytes, algorithm, readBack, milliseconds } as const;
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
  report({ event: "published", job: job.label, destination, files, bytes, readBack, ...twice, milliseconds });
  if (attempt.followed !== undefined) await parts.followed?.finish(attempt.followed.directory);
  if (earlier === undefined) noteRoom(attempt, found, bytes);
  if (found.readBack !== readBack) report({ event: "notice", job: job.label, message: throughCache(destination) });
  if (!flushed) report({ event: "notice", job: job.label, message: notFlushed(destination) });
  if (!timesKept) report({ event: "notice", job: job.label, message: timesLost(destination) });
  return undefined;
}

/** Copies and verifies what goes first, and publishes it where that is asked for. */
async function copyFirst(attempt: Attempt): Promise<void> {
  const { job, journal } = attempt;
  const target = targetFolder(job.request);
  const found = await requireDestination(attempt);
  if (job.later?.publishFirst === true) return void (await publishNow(attempt, target, found, true));
  const { staging, at } = stagingAt(attempt, target, found);
  const plan = await planNow(attempt, found.news, true);
  await stage(attempt, plan, staging, at, found.readBack);
  await requireUnchanged(attempt, plan, journal.history().ledger);
}

function stagingAt(
  attempt: Attempt,
  target: string,
  found: FoundDestination,
): { readonly staging: string; readonly at: KnownDestination } {
  return { staging: stagingOf(attempt, target), at: knownDestination(attempt, found) };
}

function stagingOf({ parts, job }: Attempt, target: string): string {
  return stagingPlace(dirname(target), job.request.name, job, parts.settings.hostname);
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

/** `first`: it is what goes first, and not all. */
async function publishNow(
  attempt: Attempt,
  target: string,
  found: FoundDestination,
  first = false,
): Promise<Published> {
  const { job } = attempt;
  const { staging, at } = stagingAt(attempt, target, found);
  const plan = await planNow(attempt, found.news, first);
  await beginGathering(attempt, at);
  let how: Held = { flushed: true, readBack: found.readBack, sourceRead: "writer", timesKept: true };
  const missing: Piece[] = [];
  for (const piece of piecesOf(job, plan)) {
    const there = await acceptIfThere(attempt, plan, piece, staging, found.readBack);
    if (there === undefined) missing.push(piece);
    else how = together(how, there);
  }
  if (missing.length > 0) {
    const rest = restrict(plan, missing);
    const { copies, ...staged } = await stage(attempt, rest, staging, at, found.readBack);
    for (const piece of missing)
      how = together(
        how,
        await publishPiece(attempt, { plan, rest, piece, staging, copies, staged, at }, found.readBack),
      );
  }
  if (plan.files.length === 0) how = { ...how, sourceRead: undefined };
  return { files: plan.files.length, bytes: plan.bytes, ...how, paths: plan.files.map(({ path }) => path) };
}

async function removeStaging({ parts, signal }: Attempt, staging: string): Promise<void> {
  await parts.pool.run({ kind: "removeTree", path: staging }, { signal });
}

async function planNow(attempt: Attempt, news: readonly JobRecord[], first = false): Promise<CopyPlan> {
  const { parts, job, journal, signal } = attempt;
  const { pool, report, settings } = parts;
  const { request } = job;
  const looked = await pool.run({ kind: "plan", ...planAsks(attempt) }, { signal });
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

/** Makes the staging folder hold all of the plan, verified. */
async function stage(
  attempt: Attempt,
  plan: CopyPlan,
  staging: string,
  at: KnownDestination,
  readBack: ReadBack,
): Promise<CopiedTree> {
  const { parts, job, journal, signal } = attempt;
  const { pool, settings } = parts;
  const { algorithm, verifySource } = settings;
  const { files, folders, traits } = plan;
  const { followed } = attempt;
  const adopted = followed === undefined ? undefined : await adoptFollowed(attempt, followed, plan, staging, at);
  const wanted = { files, folders, traits };
  await pool.run({ kind: "prepareStaging", staging, wanted, at }, { signal });
  const progress = new CopyProgressTeller(parts, job, plan);
  const { ledger } = journal.history();
  try {
    const copied = await copyTree(pool, plan, staging, {
      algorithm,
      readBack,
      verifySource,
      signal,
      ledger,
      held: adopted?.held,
      onBytes: (bytes) => progress.addBytes(bytes),
      onVerified: (verified) => {
        const isNews = (file: VerifiedFile): boolean =>
          file.copied ||
          ledger.get(file.path)?.identity !== file.identity ||
          (file.sourceRead === "writer" && ledger.get(file.path)?.sourceRead !== "writer");
        const news = verified.filter(isNews);
        // Of each file it is told by what it was checked.
        const byWriter = news.filter((file) => file.sourceRead === "writer");
        const others = byWriter.length === 0 ? news : news.filter((file) => file.sourceRead !== "writer");
        for (const files of [byWriter, others]) {
          if (files.length === 0) continue;
          const from = files.every((file) => file.readBack === "device") ? "device" : "cache";
          const sourceRead =
            verifySource === true ? files.map((file) => file.sourceRead).reduce(weakerRead, "writer") : undefined;
          const read = { readBack: from, ...(sourceRead === undefined ? {} : { sourceRead }) } as const;
          // A batch that is lost with the power is copied once more; to wait for the device after each would hold up all jobs.
          journal.note({ type: "verified", algorithm, ...read, files: files.map(recordOf) });
        }
        progress.addFiles(verified);
      },
    });
    journal.flush();
    return adopted?.timesKept === false ? { ...copied, timesKept: false } : copied;
  } finally {
    progress.end();
  }
}

function recordOf({
  path,
  bytes,
  hash,
  modified,
  identity,
}: VerifiedFile): Omit<VerifiedFile, "copy" | "flushed" | "readBack" | "sourceRead" | "copied"> {
  return { path, bytes, hash, modified, identity };
}
