import { basename, join } from "node:path";
import { mark } from "@rigline/foundation/marks";
import { packageVersion } from "@rigline/foundation/paths";
import type { ReadBack } from "@rigline/manifest";
import { copyError } from "../copy/copy-errors.js";
import { inBatches } from "../copy/in-batches.js";
import { c4IdOf } from "../custody/c4-id.js";
import { fitsXml } from "../custody/history-names.js";
import { findNested } from "../custody/nested-histories.js";
import type { CopyPlan } from "../plan/copy-plan.js";
import type { GenerationToWrite } from "../publish/write-generation.js";
import { packHashes } from "../publish/write-sums.js";
import type { Piece } from "./pieces.js";
import type { Attempt } from "./step.js";

/** Whether a generation of ASC MHL is to lie among what is published. Where it was asked for and there is to be none, that is told. */
export function wantsGeneration(
  { parts, job }: Attempt,
  { files, folders, target }: Pick<CopyPlan, "files" | "folders" | "target">,
  piece: Piece,
): boolean {
  if (parts.settings.custody !== "asc-mhl" || files.length === 0) return false;
  const paths = [...files.map(({ path }) => path), ...folders];
  const why =
    piece.path !== ""
      ? "several computers hand it off, and none of them has all of it"
      : findNested(paths) === undefined
        ? "it brings a folder `ascmhl` that is no history, or whose place is the root's, and that was left as it is"
        : paths.every(fitsXml)
          ? undefined
          : "a name in it has a sign that XML can't hold";
  if (why !== undefined) tellWithout({ parts, job }, join(target, piece.path), why);
  return why === undefined;
}

function tellWithout({ parts, job }: Pick<Attempt, "parts" | "job">, target: string, why: string): void {
  const message = `${target} is published without a generation of ASC MHL: ${why}`;
  parts.report({ event: "notice", job: job.label, message });
}

/**
 * Reads each staged copy once more, for its sha512, and compares by its hash what was read. Undefined: a history that the session has brought
 * can't be gone on with, which is told. Throws COPY_DIFFERS.
 */
export async function generationToWrite(
  { parts, job, journal, signal }: Attempt,
  { rest, plan, staging }: { readonly rest: CopyPlan; readonly plan: CopyPlan; readonly staging: string },
  readBack: ReadBack,
): Promise<GenerationToWrite | undefined> {
  const { clock, pool, settings } = parts;
  const { algorithm, hostname } = settings;
  const { ledger } = journal.history();
  const digests: string[] = [];
  const paths = rest.files.map(({ path }) => path);
  const roots = findNested(paths) ?? [];
  const nested =
    roots.length === 0
      ? undefined
      : await pool.run({ kind: "readHistories", folder: staging, roots, paths }, { signal });
  if (nested !== undefined && "why" in nested) {
    mark("custody: a history of the session's own that is not whole is left as it is");
    tellWithout({ parts, job }, plan.target, nested.why);
    return undefined;
  }
  const known = new Map(nested?.known);
  for (const batch of inBatches(rest.files)) {
    const read = batch.map(({ path }) => ({ path: join(staging, path), side: "copy", readBack }) as const);
    const found = await pool.run({ kind: "hash", algorithm, further: "sha512", files: read }, { signal });
    for (const [index, { path }] of batch.entries()) {
      const { hash, further } = found[index] ?? {};
      if (further === undefined || hash !== ledger.get(path)?.hash)
        throw copyError("COPY_DIFFERS", {
          what: `${join(staging, path)} was read otherwise for its generation of ASC MHL than it was verified`,
          where: { file: join(staging, path) },
          why: `${algorithm} of what was copied is ${ledger.get(path)?.hash}, of what is there ${hash}`,
        });
      digests.push(further);
      const recorded = known.get(path);
      if (recorded === undefined || recorded === c4IdOf(Buffer.from(further, "hex"))) continue;
      mark("custody: a file that is not what the session's own history says is told");
      tellWithout({ parts, job }, plan.target, `${path} is not what the history that lies above it says`);
      return undefined;
    }
  }
  const head = { at: clock.now().toISOString(), hostname, version: packageVersion(import.meta.url) };
  return { ...head, name: basename(plan.target), digests: packHashes(digests), readBack, nested };
}
