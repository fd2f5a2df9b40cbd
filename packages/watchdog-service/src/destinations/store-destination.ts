import { mark } from "@rigline/foundation/marks";
import { placeIn } from "@rigline/foundation/paths";
import { type Inventory, InventorySchema, type Ledger, renderInventory, weakerProof } from "@rigline/manifest";
import type { Held, Published } from "../attempt/accept-published.js";
import { beginGathering } from "../attempt/gather-parts.js";
import { requireStillWanted, requireUnchanged } from "../attempt/last-look.js";
import { inventoryOf } from "../attempt/list-handed-off.js";
import { type Piece, piecesOf, restrict } from "../attempt/pieces.js";
import type { Attempt } from "../attempt/step.js";
import { inBatches } from "../copy/in-batches.js";
import type { CopyPlan, PlannedFile } from "../plan/copy-plan.js";
import { targetFolder } from "../plan/plan-copy.js";
import { publishError } from "../publish/publish-errors.js";
import type { BroughtFile } from "../store/bring-files.js";
import type { StoreStanding } from "../store/claim-store.js";
import { storeError } from "../store/store-errors.js";
import { bringTree, noteBrought, toStoreTask } from "./bring-tree.js";
import type { DestinationPort } from "./destination-port.js";
import { foundStore } from "./found-store.js";
import { claimantOf, claimOf, inPlace, pieceIn, type StoreAt, storeOf } from "./store-places.js";

/**
 * A store that is no file system: nothing there can be renamed, so files get their own names at once, and it is published by its inventory,
 * `.rigline/whole.json`, which is written last and never over another one. Where several computers publish into one session, each modality is such a place
 * of its own.
 */
export const storeDestination: DestinationPort = {
  look: async ({ parts, job, signal }) => {
    await parts.pool.run({ kind: "lookAtStore", store: storeOf(parts, job) }, { signal });
    return foundStore(job.request.destination);
  },
  resume: async (attempt) => {
    const { journal, job, parts } = attempt;
    // Of what was never proven whole nothing can have been published; each piece of a session is looked at by itself.
    const { state, ledger } = journal.history();
    const isPart = job.parts !== undefined || state.planned?.first === true;
    if (isPart || state.planned === undefined || state.planned.files !== ledger.size) return undefined;
    const standing = await claim(attempt, pieceIn(parts, job, ALL));
    if (standing.is !== "whole") return undefined;
    const whole = readWhole(attempt, standing.whole);
    if (whole.digest !== attempt.job.digest || difference(whole, ledger, "") !== undefined) return undefined;
    mark("store: what was published before its record was written is accepted by its inventory");
    return publishedBy(whole);
  },
  put: async (attempt, plan) => {
    const at = pieceIn(attempt.parts, attempt.job, ALL);
    const standing = await claim(attempt, at);
    if (standing.is === "whole") return;
    await bringTree(attempt, plan, at, standing.files);
  },
  publish: async (attempt, plan) => {
    const { parts, job } = attempt;
    if (job.parts === undefined) return publishAt(attempt, plan, plan, pieceIn(parts, job, ALL));
    await beginGathering(attempt);
    const published: Published[] = [];
    for (const piece of piecesOf(job, plan)) {
      const own = restrict(plan, [piece]);
      const [file] = own.files;
      const isFile = file?.path === piece.path;
      published.push(
        isFile ? await publishFile(attempt, file) : await publishAt(attempt, plan, own, pieceIn(parts, job, piece)),
      );
    }
    const paths = plan.files.map(({ path }) => path);
    return { ...howTogether(published), files: plan.files.length, bytes: plan.bytes, paths };
  },
};

const ALL: Piece = { path: "" };

/** All of it, as weakly as any of it is known. */
function howTogether(published: readonly Published[]): Held {
  return howOf(
    published.map(({ sourceRead, proof }) => ({
      sourceRead,
      proof: proof === "server-hash" ? proof : "read-back",
    })),
  );
}

/** A metadata file of a session that several computers publish into: it gets its name at once, and only if that is free. */
async function publishFile(attempt: Attempt, file: PlannedFile): Promise<Published> {
  const { parts, job, signal } = attempt;
  await requireStillWanted(parts, job, signal);
  const { verifySource } = parts.settings;
  const task = toStoreTask(file, file.path, undefined);
  const order = { kind: "placeFile", store: storeOf(parts, job), task, verifySource } as const;
  const brought = await parts.pool.run(order, { signal });
  if (brought === undefined)
    throw publishError("DESTINATION_CONFLICT", {
      what: `${placeIn(targetFolder(job.request), file.path)} is there already, and has other content than ${file.source}`,
    });
  noteBrought(attempt, [brought]);
  const how = howOf([brought]);
  return { files: 1, bytes: file.bytes, ...how, paths: [file.path] };
}

/** Brings and publishes what of a plan belongs there. */
async function publishAt(attempt: Attempt, whole: CopyPlan, plan: CopyPlan, at: StoreAt): Promise<Published> {
  const { parts, job, journal, signal } = attempt;
  const standing = await claim(attempt, at);
  if (standing.is === "whole") return accept(attempt, whole, plan, at, readWhole(attempt, standing.whole));
  const brought = await bringTree(attempt, plan, at, standing.files);
  await requireUnchanged(attempt, whole, journal.history().ledger);
  await requireStillWanted(parts, job, signal);
  const how = howOf(brought);
  const paths = plan.files.map(({ path }) => path);
  const { head, files } = inventoryOf({ parts, job, journal }, { ...how, paths });
  const expected = {
    files: inPlace(at, brought).map(({ path, bytes, version }) => ({ path, bytes, version })),
    whole: [...renderInventory({ ...head, destination: at.store.place }, inPlace(at, files))].join(""),
  };
  const order = { kind: "publishStore", store: at.store, expected, claimant: claimantOf(parts, job) } as const;
  const isOurs = await parts.pool.run(order, { signal }).catch((error: unknown) => tellLease(parts, error));
  if (!isOurs) {
    mark("store: a name that was taken in the last moment is looked at once more");
    const taken = await claim(attempt, at);
    if (taken.is === "whole") return accept(attempt, whole, plan, at, readWhole(attempt, taken.whole));
    throw publishError("PUBLISH_FAILED", { what: `${at.store.place} came and went while it was being published` });
  }
  return { files: plan.files.length, bytes: plan.bytes, ...how, paths };
}

/** Throws STORE_CLAIMED. */
async function claim(
  attempt: Attempt,
  { store }: StoreAt,
): Promise<Exclude<StoreStanding, { readonly is: "another's" }>> {
  const { parts, job, signal } = attempt;
  const standing = await parts.pool.run({ kind: "claimStore", store, claim: claimOf(parts, job) }, { signal });
  if (standing.is !== "another's") return standing;
  await parts.fence?.();
  const what = `${store.place} is not this job's to write`;
  throw storeError("STORE_CLAIMED", { what, why: standing.who });
}

/** Of what another has taken by the lease that it holds now nobody has to mend anything. Rejects. */
async function tellLease({ fence }: Attempt["parts"], error: unknown): Promise<never> {
  await fence?.();
  throw error;
}

function readWhole({ job }: Attempt, text: string): Inventory {
  try {
    return InventorySchema.parse(JSON.parse(text));
  } catch (cause) {
    const what = `${targetFolder(job.request)} is published there by an inventory that can't be read`;
    throw publishError("DESTINATION_CONFLICT", { what, cause });
  }
}

function howOf(brought: readonly Pick<BroughtFile, "proof" | "sourceRead">[]): Held {
  const proof = brought.map((file) => file.proof).reduce<BroughtFile["proof"]>(weaker, "read-back");
  const reads = brought.map(({ sourceRead }) => sourceRead);
  const sourceRead =
    reads.length > 0 && reads.every((read) => read === "device") ? "device" : reads.every(isRead) ? "cache" : undefined;
  return {
    flushed: true,
    readBack: "device",
    proof,
    sourceRead: reads.length === 0 ? undefined : sourceRead,
    timesKept: true,
  };
}

const isRead = (read: BroughtFile["sourceRead"]): boolean => read !== undefined;

function weaker(one: BroughtFile["proof"], other: BroughtFile["proof"]): BroughtFile["proof"] {
  return weakerProof(one, other) === "server-hash" ? "server-hash" : "read-back";
}

/** Something is published there: it is this job's where it is the very same data, and still is there. Throws DESTINATION_CONFLICT where it is not. */
async function accept(
  attempt: Attempt,
  all: CopyPlan,
  plan: CopyPlan,
  at: StoreAt,
  whole: Inventory,
): Promise<Published> {
  const { parts, journal, signal } = attempt;
  const { store } = at;
  const files: { path: string; bytes: number; hash: string; modified: string; identity: number }[] = [];
  for (const batch of inBatches(plan.files)) {
    const sources = batch.map(({ source }) => ({ path: source, side: "source" }) as const);
    const hashes = await parts.pool.run({ kind: "hash", algorithm: "sha256", files: sources }, { signal });
    for (const [index, { path, bytes, modified, identity }] of batch.entries())
      files.push({ path, bytes, hash: hashes[index]?.hash ?? "", modified, identity });
  }
  const ledger: Ledger = new Map(files.map((file) => [file.path, file]));
  await requireUnchanged(attempt, all, new Map([...journal.history().ledger, ...ledger]));
  const other = difference(whole, ledger, at.prefix);
  const order = { kind: "checkStore", store, files: inPlace(at, files) } as const;
  const check = other === undefined ? await parts.pool.run(order, { signal }) : undefined;
  const why = other ?? check?.difference;
  if (why !== undefined || check === undefined)
    throw publishError("DESTINATION_CONFLICT", {
      what: `${store.place} is published there already, and is not what the manifest names`,
      ...(why === undefined ? {} : { why }),
    });
  mark("store: what is published there already and is what the manifest names is accepted");
  const { proof } = check;
  if (files.length > 0) journal.append({ type: "verified", algorithm: "sha256", proof, files });
  return { ...publishedBy({ ...whole, proof }), paths: plan.files.map(({ path }) => path) };
}

/** The first one, one phrase. `prefix`: of the paths in the ledger. */
function difference(whole: Inventory, ledger: Ledger, prefix: string): string | undefined {
  if (whole.algorithm !== "sha256") return "its inventory has no sha256";
  const listed = new Map(whole.files.map((file) => [file.path, file]));
  for (const [path, { bytes, hash }] of ledger) {
    const file = listed.get(path.slice(prefix.length));
    if (file === undefined) return `${path} is not in it`;
    if (file.bytes !== bytes || file.hash !== hash) return `${path} has other content`;
  }
  return listed.size === ledger.size ? undefined : "it has more files";
}

function publishedBy({ files, bytes, proof, sourceRead }: Inventory): Published {
  const known = proof === "server-hash" ? "server-hash" : "read-back";
  const how = { flushed: true, readBack: "device", proof: known, sourceRead, timesKept: true } as const;
  return { files: files.length, bytes, ...how, paths: files.map(({ path }) => path) };
}
