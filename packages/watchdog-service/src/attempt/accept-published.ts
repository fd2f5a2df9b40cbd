import { join } from "node:path";
import { checksumListName, type Proof, type ReadBack, type SourceRead, weakerRead } from "@rigline/manifest";
import { mark } from "@rigline/foundation/marks";
import { hasHistory } from "../custody/history-names.js";
import type { FileSide } from "../copy/copy-task.js";
import { notAsWritten } from "../copy/find-difference.js";
import { inBatches } from "../copy/in-batches.js";
import type { CopyPlan } from "../plan/copy-plan.js";
import { publishError } from "../publish/publish-errors.js";
import { hashOfSums } from "../publish/write-sums.js";
import type { TreeShape } from "../publish/walk-tree.js";
import type { WorkPool } from "../work/work-pool.js";
import { requireUnchanged } from "./last-look.js";
import { filesIn, foldersOf, ofPiece, type Piece, piecesOf, pieceAt, restrict, inPiece } from "./pieces.js";
import { requireDestination } from "./require-destination.js";
import type { Attempt } from "./step.js";

/** How a verified copy is held. */
export interface Held {
  /** False: the share has no flush, so that its copy may not outlive a power cut of the server. */
  readonly flushed: boolean;
  /** `device`: every file was read back past the cache of this machine. */
  readonly readBack: ReadBack;
  /** In a store, by what it is known that each file arrived; absent: of a folder, where its bytes were compared. */
  readonly proof?: Exclude<Proof, "bytes">;
  /** How the first reading of every source was checked; undefined: that of one was not. */
  readonly sourceRead: SourceRead | undefined;
  /** False: the share keeps no times, as far as it was asked: files are as if they had been written when they were copied. */
  readonly timesKept: boolean;
}

/** Of two of them, how both are. */
export function together(one: Held, other: Held): Held {
  const isOfDevice = one.readBack === "device" && other.readBack === "device";
  return {
    flushed: one.flushed && other.flushed,
    readBack: isOfDevice ? "device" : "cache",
    sourceRead: weakerRead(one.sourceRead, other.sourceRead),
    timesKept: one.timesKept && other.timesKept,
  };
}

/** What stands under its final name now. */
export interface Published extends Held {
  readonly files: number;
  readonly bytes: number;
  /** Of its files, relative to it. */
  readonly paths: readonly string[];
}

/** What the copies were read back from. Of what only the store has told, nothing was read. */
export function readFrom({
  proof,
  readBack,
}: Pick<Published, "proof" | "readBack">): Partial<Pick<Published, "proof" | "readBack">> {
  if (proof === undefined) return { readBack };
  return proof === "server-hash" ? { proof } : { proof, readBack };
}

/**
 * What an attempt that was killed between the rename and its record has published; undefined when none did. The sources
 * need not even be there any more.
 */
export async function findEarlier(
  { parts, job, journal, signal }: Attempt,
  target: string,
  staging: string,
  wanted: ReadBack,
): Promise<Published | undefined> {
  const { state, ledger } = journal.history();
  const files = [...ledger].map(([path, { bytes, hash }]) => ({ path, bytes, hash }));
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const { planned } = state;
  if (planned === undefined || planned.first === true || planned.files !== files.length || planned.bytes !== bytes)
    return undefined;
  const options = { algorithm: parts.settings.algorithm, wanted, staging, signal };
  const folders = job.parts === undefined ? [] : Object.keys(job.request.modalities);
  const known = [...ledger.values()].map(({ sourceRead }) => sourceRead);
  const sourceRead = known.length > 0 ? known.reduce(weakerRead) : undefined;
  let how: Held = { flushed: true, readBack: wanted, sourceRead, timesKept: true };
  for (const piece of piecesOf(job, { files, folders })) {
    const own = { files: filesIn(piece, files), mayHaveHistory: mayHaveHistory(piece, files) };
    const comparison = await comparePublished(parts.pool, pieceAt(target, piece), own, options);
    if (comparison === undefined || comparison.difference !== undefined) return undefined;
    how = together(how, { ...comparison, sourceRead, timesKept: true });
  }
  mark("publish: a tree that was renamed before its record was written is accepted by the ledger");
  return { files: files.length, bytes, ...how, paths: files.map(({ path }) => path) };
}

/** How a piece of a plan stands under its final name already. Undefined: nothing does. Throws DESTINATION_CONFLICT when other data does. */
export async function acceptIfThere(
  attempt: Attempt,
  plan: CopyPlan,
  piece: Piece,
  staging: string,
  wanted: ReadBack,
): Promise<Held | undefined> {
  const { parts, journal, signal } = attempt;
  const { pool, settings } = parts;
  const { algorithm, verifySource } = settings;
  const place = pieceAt(plan.target, piece);
  const { files: planned } = restrict(plan, [piece]);
  const expected = {
    files: toExpected(piece, planned),
    folders: foldersOf(piece, plan).folders,
    mayHaveHistory: mayHaveHistory(piece, planned),
  };
  const comparison = await comparePublished(pool, place, expected, {
    algorithm,
    wanted,
    verifySource,
    staging,
    signal,
  });
  if (comparison === undefined) return undefined;
  // What a share took along that went away meanwhile is missing too, and no difference.
  if (comparison.difference !== undefined) await requireDestination(attempt);
  // Nor is what somebody has changed at the source since it was planned; where that stands in its place it is the same file.
  if (comparison.difference !== undefined) await requireUnchanged(attempt, plan, journal.history().ledger);
  if (piece.path === "" || comparison.difference !== undefined)
    await pool.run({ kind: "removeTree", path: staging }, { signal });
  if (comparison.difference !== undefined)
    throw publishError("DESTINATION_CONFLICT", {
      what: `${place} is there already and is not what the manifest names`,
      where: { file: place },
      why: comparison.difference,
    });
  for (const { path, hash } of comparison.files) {
    const place = ofPiece(piece, path);
    const other = plan.said?.get(place)?.find((sum) => sum.hash !== hash);
    // Looked for in the list only then: of each file it would take minutes of a hundred thousand.
    const source = other && planned.find((file) => file.path === place)?.source;
    if (other !== undefined && source !== undefined) throw notAsWritten(source, other, hash);
  }
  mark("publish: a tree under its final name that is what the manifest names is accepted");
  const there = new Map(comparison.files.map((file) => [ofPiece(piece, file.path), file]));
  const known = piece.path === "" ? there : new Map([...journal.history().ledger, ...there]);
  await requireUnchanged(attempt, plan, known);
  const files = planned.flatMap(({ path, modified, identity }) => {
    const file = there.get(path);
    return file === undefined ? [] : [{ ...file, path, modified, identity }];
  });
  const { flushed, readBack, sourceRead } = comparison;
  const read = { readBack, ...(sourceRead === undefined ? {} : { sourceRead }) };
  if (files.length > 0) journal.append({ type: "verified", algorithm, ...read, files });
  return { flushed, readBack, sourceRead, timesKept: true };
}

/** Ours is one of the whole session, and of none that brings its own. */
function mayHaveHistory({ path }: Piece, files: readonly { readonly path: string }[]): boolean {
  return path === "" && !hasHistory(files.map((file) => file.path));
}

/** With their sources, which have to be read: of a piece they are no longer where a plan's file has them. */
function toExpected(piece: Piece, planned: CopyPlan["files"]): readonly ExpectedFile[] {
  if (piece.path === "") return planned;
  return planned.map(({ path, bytes, source }) => ({ path: inPiece(piece, path), bytes, source }));
}

interface ExpectedFile {
  readonly path: string;
  readonly bytes: number;
  /** Undefined: the source has to be read to know it. */
  readonly hash?: string;
  readonly source?: string;
}

interface Comparison {
  /** The first difference found; undefined when all is equal. */
  readonly difference: string | undefined;
  readonly files: readonly { readonly path: string; readonly bytes: number; readonly hash: string }[];
  /** False: it could not all be brought onto the device for certain. */
  readonly flushed: boolean;
  readonly readBack: ReadBack;
  /** What the sources were read from to be compared with; undefined: by way of the cache, or they were not. */
  readonly sourceRead?: SourceRead | undefined;
}

/**
 * Compares what stands at a target with what is expected there: names and sizes first, then every byte. Flushed in
 * between: what a cut of the server took before, is missed; after it there is nothing left to lose. `folders` absent: only
 * files count. Returns undefined when nothing stands there.
 */
async function comparePublished(
  pool: WorkPool,
  target: string,
  expected: Pick<TreeShape, "folders" | "mayHaveHistory"> & { readonly files: readonly ExpectedFile[] },
  options: {
    readonly algorithm: string;
    readonly wanted: ReadBack;
    /** Sources are read past the cache. */
    readonly verifySource?: boolean | undefined;
    readonly staging: string;
    readonly signal: AbortSignal;
  },
): Promise<Comparison | undefined> {
  const { algorithm, verifySource = false, staging, signal } = options;
  let readBack = options.wanted;
  const sourceFrom = verifySource ? "device" : "cache";
  let sourceRead: SourceRead | undefined = verifySource ? "device" : undefined;
  const list = checksumListName();
  const mayHave = expected.files.some(({ path }) => path === list) ? undefined : list;
  const tree = await pool.run({ kind: "compareTree", root: target, expected: { ...expected, mayHave } }, { signal });
  if (!tree.there) return undefined;
  if (tree.difference !== undefined) return { difference: tree.difference, files: [], flushed: false, readBack };
  const flushed = await pool.run({ kind: "flushTree", root: target, staging }, { signal });
  const files: { path: string; bytes: number; hash: string }[] = [];
  for (const batch of inBatches(expected.files)) {
    const copies = batch.map(({ path }): FileSide => ({ path: join(target, path), side: "copy", readBack }));
    const sources = batch.flatMap(({ source: path }): FileSide[] =>
      path === undefined ? [] : [{ path, side: "source", readBack: sourceFrom }],
    );
    // Each side by a worker of its own: 512 MB that are asked for again take 0.69 of the time.
    const sides = [copies, sources].filter((files) => files.length > 0);
    const reading = sides.map((side) => pool.run({ kind: "hash", algorithm, files: side }, { signal }));
    // None of them is left behind when another fails.
    await Promise.allSettled(reading);
    const hashes = (await Promise.all(reading)).flat();
    const byPath = new Map(hashes.map((hash) => [hash.path, hash]));
    for (const file of batch) {
      const there = byPath.get(join(target, file.path));
      const source = file.source === undefined ? undefined : byPath.get(file.source);
      const wanted = file.source === undefined ? file.hash : source?.hash;
      if (verifySource && source?.readBack === "cache") sourceRead = "cache";
      if (there === undefined || there.hash !== wanted)
        return { difference: `${file.path} has other content`, files, flushed, readBack };
      if (there.readBack === "cache") readBack = "cache";
      files.push({ path: file.path, bytes: file.bytes, hash: there.hash });
    }
  }
  if (tree.hasMore === true) {
    mark("publish: a tree under its final name is held against the list that lies in it");
    const read = [{ path: join(target, list), side: "copy", readBack }] as const;
    const [there] = await pool.run({ kind: "hash", algorithm: "sha256", files: read }, { signal });
    if (algorithm !== "sha256" || there?.hash !== hashOfSums(files))
      return { difference: `${list} is there and lists something else`, files, flushed, readBack };
    if (there.readBack === "cache") readBack = "cache";
  }
  return { difference: undefined, files, flushed, readBack, sourceRead };
}
