import { join } from "node:path";
import { mark } from "@rigline/foundation/marks";
import type { ReadBack } from "@rigline/manifest";
import { copyError } from "../copy/copy-errors.js";
import { inBatches } from "../copy/in-batches.js";
import type { CopyPlan } from "../plan/copy-plan.js";
import type { KnownDestination } from "../publish/look-at-destination.js";
import { publishError } from "../publish/publish-errors.js";
import { acceptIfThere, type Held } from "./accept-published.js";
import { requireStillWanted, requireUnchanged } from "./last-look.js";
import { listToWrite } from "./list-among-files.js";
import { generationToWrite, wantsGeneration } from "./generation-among-files.js";
import { filesIn, foldersOf, isIn, ofPiece, type Piece, pieceAt } from "./pieces.js";
import type { Attempt } from "./step.js";

/** A scanner touches each file once; what is touched more often is being worked on. */
const MOST_LOOKS = 3;

interface StagedPiece {
  readonly plan: CopyPlan;
  /** What of the plan is staged. */
  readonly rest: CopyPlan;
  readonly piece: Piece;
  readonly staging: string;
  /** `identityOf` each copy when it was verified, in the order of the files of `rest`. */
  readonly copies: Float64Array;
  readonly staged: Held;
  readonly at: KnownDestination;
}

/**
 * Gives a staged piece of a plan its final name; or another has taken that in the last moment, with the same data. Says how it is held. Throws
 * DESTINATION_CONFLICT where these are others, STAGING_DIFFERS and PUBLISH_FAILED.
 */
export async function publishPiece(attempt: Attempt, staged: StagedPiece, wanted: ReadBack): Promise<Held> {
  const { parts, job, signal } = attempt;
  const { plan, rest, piece, staging, at } = staged;
  const { flushed, sourceRead, timesKept } = staged.staged;
  const held = { flushed, sourceRead, timesKept };
  let { readBack } = staged.staged;
  const target = pieceAt(plan.target, piece);
  const places = { staging: pieceAt(staging, piece), target, ...(piece.path === "" ? {} : { within: plan.target }) };
  const hasGeneration = wantsGeneration(attempt, plan, piece);
  for (let look = 1; ; look += 1) {
    await requireUnchanged(attempt, plan, attempt.journal.history().ledger);
    await requireStillWanted(parts, job, signal);
    const copies = copiesIn(staged);
    const list = piece.path === "" ? listToWrite(attempt, plan, readBack) : undefined;
    const generation = hasGeneration ? await generationToWrite(attempt, staged, readBack) : undefined;
    const expected = { files: filesIn(piece, rest.files), copies, ...foldersOf(piece, plan), list, generation };
    const publication = await parts.pool.run({ kind: "publish", ...places, expected, at }, { signal });
    if (publication === "published") return { ...held, readBack };
    // Of a tree without files nothing else tells.
    if (publication === "unflushed") return { ...held, flushed: false, readBack };
    if (publication === "taken") break;
    const touched = publication.touched.map((path) => ofPiece(piece, path));
    readBack = await readAgain(attempt, { ...staged, readBack }, touched);
    if (look === MOST_LOOKS)
      throw publishError("STAGING_DIFFERS", {
        what: `${staging} is touched again and again before it is published`,
        why: `last: ${touched[0]}`,
      });
  }
  mark("publish: a name that was taken in the last moment is looked at once more");
  const taken = await acceptIfThere(attempt, plan, piece, staging, wanted);
  if (taken !== undefined) return taken;
  throw publishError("PUBLISH_FAILED", { what: `${target} came and went while it was being published` });
}

function copiesIn({ rest, piece, copies }: StagedPiece): Float64Array {
  if (piece.path === "") return copies;
  return Float64Array.from(rest.files.flatMap(({ path }, index) => (isIn(piece, path) ? [copies[index] ?? 0] : [])));
}

/** Reads copies that something touched since they were verified, and says what from. Throws COPY_DIFFERS. */
async function readAgain(
  { parts, journal, signal }: Attempt,
  { rest, staging, copies, ...staged }: StagedPiece & Pick<Held, "readBack">,
  touched: readonly string[],
): Promise<ReadBack> {
  mark("publish: a copy that was touched since it was verified is read again");
  const { algorithm } = parts.settings;
  const { ledger } = journal.history();
  let { readBack } = staged;
  const paths = new Set(touched);
  const files = rest.files.flatMap(({ path, bytes }, index) => (paths.has(path) ? [{ path, bytes, index }] : []));
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
