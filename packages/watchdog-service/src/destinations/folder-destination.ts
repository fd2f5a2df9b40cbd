import { dirname } from "node:path";
import { type ReadBack, weakerRead } from "@rigline/manifest";
import { acceptIfThere, findEarlier, type Held, together } from "../attempt/accept-published.js";
import { adoptFollowed } from "../attempt/adopt-followed.js";
import { CopyProgressTeller } from "../attempt/copy-progress.js";
import { beginGathering } from "../attempt/gather-parts.js";
import { type Piece, piecesOf, restrict } from "../attempt/pieces.js";
import { publishPiece } from "../attempt/publish-piece.js";
import { type FoundDestination, knownDestination, requireDestination } from "../attempt/require-destination.js";
import type { Attempt } from "../attempt/step.js";
import type { VerifiedFile } from "../copy/copy-task.js";
import { copyTree, type CopiedTree } from "../copy/copy-tree.js";
import type { CopyPlan } from "../plan/copy-plan.js";
import { targetFolder } from "../plan/plan-copy.js";
import type { KnownDestination } from "../publish/look-at-destination.js";
import { stagingPlace, workerOf } from "../publish/staging-place.js";
import type { DestinationPort } from "./destination-port.js";

/** A folder: the copy grows beside its name and gets that at once. */
export const folderDestination: DestinationPort = {
  look: (attempt) => requireDestination(attempt),
  resume: (attempt, { readBack }) => {
    const target = targetFolder(attempt.job.request);
    return findEarlier(attempt, target, growingPlace(attempt, target), readBack);
  },
  put: async (attempt, plan, found) => {
    const { staging, at } = placesFor(attempt, plan, found);
    await stage(attempt, plan, staging, at, found.readBack);
  },
  publish: async (attempt, plan, found) => {
    const { job } = attempt;
    const { staging, at } = placesFor(attempt, plan, found);
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
  },
};

function placesFor(
  attempt: Attempt,
  plan: CopyPlan,
  found: FoundDestination,
): { readonly staging: string; readonly at: KnownDestination } {
  return { staging: growingPlace(attempt, plan.target), at: knownDestination(attempt, found) };
}

/** Where a folder's copy grows. */
export function growingPlace({ parts, job }: Attempt, target: string): string {
  return stagingPlace(dirname(target), job.request.name, job, workerOf(parts.settings));
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
