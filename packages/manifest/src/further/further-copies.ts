import { join } from "node:path";
import { readJournalIfThere } from "@rigline/foundation/journal";
import { mark } from "@rigline/foundation/marks";
import { standsAt, type FileSystem } from "@rigline/foundation/platform";
import { foldJob, type Ledger } from "../job/job-fold.js";
import { jobJournalPath } from "../job/job-places.js";
import { toJobRecords } from "../job/job-record.js";
import type { JobState } from "../job/job-state.js";
import { foreseeWishes, type PendingWish } from "../wishes/wish-box.js";
import type { FurtherCopy } from "./further-copy.js";

/** One further copy of a session's data, and where its own job stands. */
export interface CopyStanding extends Omit<FurtherCopy, "needed"> {
  /** As the others stand: of some of which any are enough, those that are there are needed, and the rest is not. */
  readonly needed: boolean;
  /** Of how many that are alike this is one, and so many of them are enough; undefined: it is one of a kind. */
  readonly among?: { readonly enough: number; readonly of: number } | undefined;
  /** Undefined: no daemon has taken its manifest, or its journal can't be read now. */
  readonly state: JobState | undefined;
  /** What is verified of it. */
  readonly ledger: Ledger;
}

const NOTHING_VERIFIED: Ledger = new Map();

/**
 * Where the further copies of a session's data stand, by the journals of their own jobs. None of it is believed that can't be read.
 * `wishes`: read before, what was asked of them and not heard counts too, such as that one was found damaged; the daemon has heard all.
 */
export function readCopies(
  fileSystem: FileSystem,
  flagFolder: string,
  state: Pick<JobState, "further"> | undefined,
  wishes: readonly PendingWish[] = [],
): readonly CopyStanding[] {
  const standing = (state?.further ?? []).map((copy) => {
    try {
      const found = readJournalIfThere(jobJournalPath(flagFolder, copy.manifest), { fileSystem });
      const fold = foldJob(toJobRecords(found?.records ?? []));
      // Of a manifest that said something else it says nothing, nor of one that is back since: that is a new job.
      const isOver = fold.state.archivedTo !== undefined || fold.state.cancelled !== undefined;
      const isBack = isOver && standsAt(fileSystem, join(flagFolder, copy.manifest));
      if (fold.state.digest === copy.digest && !isBack)
        return { ...copy, state: foreseeWishes(fold.state, copy.manifest, wishes), ledger: fold.ledger };
    } catch {
      mark("further: a copy whose journal can't be read now is not said to be there");
    }
    return { ...copy, state: undefined, ledger: NOTHING_VERIFIED };
  });
  return resolveNeeds(standing);
}

/** The copies that a session's journal names; one of which nobody has looked how it stands is not there. */
export function copiesOf({
  state,
  copies = [],
}: {
  readonly state: JobState | undefined;
  readonly copies?: readonly CopyStanding[] | undefined;
}): readonly CopyStanding[] {
  return resolveNeeds(
    (state?.further ?? []).map((copy) => {
      const seen = copies.find(({ manifest, digest }) => manifest === copy.manifest && digest === copy.digest);
      return { ...copy, state: seen?.state, ledger: seen?.ledger ?? NOTHING_VERIFIED };
    }),
  );
}

type UnresolvedCopy = FurtherCopy & Pick<CopyStanding, "state" | "ledger">;

/** Which copies a session needs, as they stand. */
function resolveNeeds(copies: readonly UnresolvedCopy[]): readonly CopyStanding[] {
  return copies.map(({ needed, ...copy }) => {
    if (typeof needed === "boolean") return { ...copy, needed };
    const alike = copies.filter((one) => one.needed === needed);
    const enough = Math.min(needed, alike.length);
    const isIn = (kind: readonly UnresolvedCopy[]): boolean => kind.some(({ manifest }) => manifest === copy.manifest);
    const there = alike.filter((one) => hasArrived(one) && !isDamaged(one));
    const coming = alike.filter((one) => !isGivenUp(one) && !isDamaged(one) && one.state?.step !== "parked");
    const among = { enough, of: alike.length };
    if (there.length >= enough) return { ...copy, needed: isIn(there), among };
    // Those that nothing becomes of by itself are needed only where the others are too few.
    return { ...copy, needed: coming.length < enough || isIn(coming), among };
  });
}

function isDamaged({ state }: Pick<CopyStanding, "state">): boolean {
  return state?.verification?.isWhole === false;
}

/** Published under its final name, every byte read back and found equal. */
export function hasArrived({ state }: Pick<CopyStanding, "state">): boolean {
  return state?.published !== undefined;
}

/** A person does not want it any more: it will not come by itself. */
export function isGivenUp({ state }: Pick<CopyStanding, "state">): boolean {
  return !hasArrived({ state }) && state?.step === "cancelled";
}

/** The session is not safe before it is there, and it may still come. */
export function isCopyOwed(copy: CopyStanding): boolean {
  return copy.needed && !hasArrived(copy) && !isGivenUp(copy);
}

/**
 * Of what was verified at a session's own destination that which is the same in each of its needed copies: a source that changed
 * between two of them is in neither as it is now.
 */
export function agreeing(ledger: Ledger, copies: readonly CopyStanding[]): Ledger {
  const needed = copies.filter((copy) => copy.needed);
  if (needed.length === 0) return ledger;
  return new Map(
    [...ledger].filter(([path, { bytes, hash }]) =>
      needed.every((copy) => {
        const other = copy.ledger.get(path);
        return other?.hash === hash && other.bytes === bytes;
      }),
    ),
  );
}
