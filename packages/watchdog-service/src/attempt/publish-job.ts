import { dirname, join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { JobRecord, ReadBack } from "@rigline/manifest";
import { mark } from "@rigline/foundation/marks";
import { copyError } from "../copy/copy-errors.js";
import type { VerifiedFile } from "../copy/copy-task.js";
import { copyTree, type CopiedTree } from "../copy/copy-tree.js";
import { inBatches } from "../copy/in-batches.js";
import type { CopyPlan } from "../plan/copy-plan.js";
import { targetFolder } from "../plan/plan-copy.js";
import { planError } from "../plan/plan-errors.js";
import type { KnownDestination } from "../publish/look-at-destination.js";
import { publishError } from "../publish/publish-errors.js";
import { stagingPlace } from "../publish/staging-place.js";
import { acceptIfThere, findEarlier, type Published } from "./accept-published.js";
import { CopyProgressTeller } from "./copy-progress.js";
import { listHandedOff } from "./list-handed-off.js";
import { requireUnchanged, requireStillWanted } from "./last-look.js";
import { requireDestination, type FoundDestination } from "./require-destination.js";
import { planAsks, type Attempt } from "./step.js";

/** A scanner touches each file once; what is touched more often is being worked on. */
const MOST_LOOKS = 3;

/** Copies, verifies and publishes what a manifest names, and lists and records that it is published. */
export async function publishJob(attempt: Attempt): Promise<void> {
  const { parts, job, journal } = attempt;
  const { clock, settings, report } = parts;
  const started = clock.monotonic();
  const destination = targetFolder(job.request);
  const found = await requireDestination(attempt);
  const earlier = await findEarlier(attempt, destination, found.readBack);
  if (earlier !== undefined && found.news.length > 0) journal.append(...found.news);
  const published = earlier ?? (await publishNow(attempt, destination, found));
  const { files, bytes, flushed, readBack } = published;
  listHandedOff(attempt, published);
  const milliseconds = Math.round(clock.monotonic() - started);
  const { algorithm } = settings;
  const record = { type: "published", destination, files, bytes, algorithm, readBack, milliseconds } as const;
  journal.append(flushed ? record : { ...record, flushed });
  report({ event: "published", job: job.request.name, destination, files, bytes, readBack, milliseconds });
  if (found.readBack !== readBack)
    report({ event: "notice", job: job.request.name, message: throughCache(destination) });
  if (!flushed) report({ event: "notice", job: job.request.name, message: notFlushed(destination) });
}

function throughCache(destination: string): string {
  return `${destination} was read back through this machine's cache: its file system lets nobody read past that, so what the server or the device holds is known only as far as the cache asks for it`;
}

function notFlushed(destination: string): string {
  return `${destination} is read back and right, but not flushed: its share has no flush, or this user may not. A power cut of the server within the next minutes could take it, so no source is deleted`;
}

async function publishNow(attempt: Attempt, target: string, found: FoundDestination): Promise<Published> {
  const { parts, job, signal } = attempt;
  const staging = stagingPlace(dirname(target), job.request.name, job, parts.settings.hostname);
  const { destination } = job.request;
  const at = { destination, flagFolder: parts.settings.flagFolder, place: found.place };
  const plan = await planNow(attempt, found.news);
  const there = await acceptIfThere(attempt, plan, staging, found.readBack);
  if (there !== undefined) return there;
  const { copies, ...staged } = await stage(attempt, plan, staging, at, found.readBack);
  let { readBack } = staged;
  for (let look = 1; ; look += 1) {
    await requireUnchanged(attempt, plan, attempt.journal.history().ledger);
    await requireStillWanted(parts, job, signal);
    const { files, folders, traits } = plan;
    const order = { kind: "publish", staging, target, expected: { files, copies, folders, traits }, at } as const;
    const publication = await parts.pool.run(order, { signal });
    if (publication === "published")
      return {
        files: plan.files.length,
        bytes: plan.bytes,
        flushed: staged.flushed,
        readBack,
        paths: plan.files.map(({ path }) => path),
      };
    if (publication === "taken") break;
    readBack = await readAgain(attempt, { plan, staging, copies, readBack }, publication.touched);
    if (look === MOST_LOOKS)
      throw publishError("STAGING_DIFFERS", {
        what: `${staging} is touched again and again before it is published`,
        why: `last: ${publication.touched[0]}`,
      });
  }
  mark("publish: a name that was taken in the last moment is looked at once more");
  const taken = await acceptIfThere(attempt, plan, staging, found.readBack);
  if (taken !== undefined) return taken;
  throw publishError("PUBLISH_FAILED", { what: `${target} came and went while it was being published` });
}

async function planNow(attempt: Attempt, news: readonly JobRecord[]): Promise<CopyPlan> {
  const { parts, job, journal, signal } = attempt;
  const { pool, report } = parts;
  const { request } = job;
  const plan = await pool.run({ kind: "plan", ...planAsks(attempt) }, { signal });
  if (plan.inPlace !== undefined && job.deleteSource)
    throw planError("SOURCE_IS_DESTINATION", {
      what: `${plan.inPlace} stands already where it is to be published, and is to be deleted`,
      where: { file: plan.inPlace },
    });
  for (const message of plan.warnings) report({ event: "notice", job: request.name, message });
  const planned = { files: plan.files.length, bytes: plan.bytes };
  const { selection } = request;
  const selected = selection === undefined ? undefined : { selection, leftOut: plan.leftOut };
  const { state } = journal.history();
  const isKnown = state.step === "copying" && isDeepStrictEqual([state.planned, state.selected], [planned, selected]);
  if (!isKnown) journal.append(...news, { type: "planned", ...planned, ...selected });
  else if (news.length > 0) journal.append(...news);
  report({ event: "planned", job: request.name, files: plan.files.length, bytes: plan.bytes });
  return plan;
}

/** Makes the staging folder hold all of the plan, verified. */
async function stage(
  { parts, job, journal, signal }: Attempt,
  plan: CopyPlan,
  staging: string,
  at: KnownDestination,
  readBack: ReadBack,
): Promise<CopiedTree> {
  const { pool, settings } = parts;
  const { algorithm } = settings;
  const { files, folders, traits } = plan;
  const wanted = { files, folders, traits };
  await pool.run({ kind: "prepareStaging", staging, wanted, at }, { signal });
  const progress = new CopyProgressTeller(parts, job, plan);
  const { ledger } = journal.history();
  try {
    return await copyTree(pool, plan, staging, {
      algorithm,
      readBack,
      signal,
      ledger,
      onBytes: (bytes) => progress.addBytes(bytes),
      onVerified: (verified) => {
        const news = verified.filter((file) => file.copied || ledger.get(file.path)?.identity !== file.identity);
        const from = news.every((file) => file.readBack === "device") ? "device" : "cache";
        if (news.length > 0) journal.append({ type: "verified", algorithm, readBack: from, files: news.map(recordOf) });
        progress.addFiles(verified);
      },
    });
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
}: VerifiedFile): Omit<VerifiedFile, "copy" | "flushed" | "readBack" | "copied"> {
  return { path, bytes, hash, modified, identity };
}

/** Reads copies that something touched since they were verified, and says what from. Throws COPY_DIFFERS. */
async function readAgain(
  { parts, journal, signal }: Attempt,
  {
    plan,
    staging,
    copies,
    ...staged
  }: Pick<CopiedTree, "copies" | "readBack"> & { readonly plan: CopyPlan; readonly staging: string },
  touched: readonly string[],
): Promise<ReadBack> {
  mark("publish: a copy that was touched since it was verified is read again");
  const { algorithm } = parts.settings;
  const { ledger } = journal.history();
  let { readBack } = staged;
  const paths = new Set(touched);
  const files = plan.files.flatMap(({ path, bytes }, index) => (paths.has(path) ? [{ path, bytes, index }] : []));
  for (const batch of inBatches(files)) {
    const read = batch.map(({ path }) => ({ path: join(staging, path), side: "copy", readBack }) as const);
    const hashes = await parts.pool.run({ kind: "hash", algorithm, files: read }, { signal });
    for (const [place, { path, index }] of batch.entries()) {
      const found = hashes[place];
      if (found === undefined || found.hash !== ledger.get(path)?.hash)
        throw copyError("COPY_DIFFERS", {
          what: `${join(staging, path)} was changed after it had been verified`,
          where: { file: join(staging, path) },
          why: `${algorithm} of what was copied is ${ledger.get(path)?.hash}, of what is there ${found?.hash}`,
        });
      copies[index] = found.identity;
      if (found.readBack === "cache") readBack = "cache";
    }
  }
  return readBack;
}
