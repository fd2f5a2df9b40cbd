import type { Clock, FileSystem } from "@rigline/core";
import { readJournalIfThere } from "@rigline/foundation/journal";
import { mark } from "@rigline/foundation/marks";
import { jobJournalPath, toJobRecords, type JobRecord } from "@rigline/manifest";
import type { WatchPlaces } from "../daemon/watch-places.js";

export interface LetGoParts {
  readonly fileSystem: FileSystem;
  readonly clock: Clock;
  readonly places: WatchPlaces;
  /** Whether somebody watches the flag folder. */
  readonly isWatched: () => Promise<boolean>;
}

const LET_GO_MS = 15_000;
/** One that was just about to take the manifest has written so by then. */
const ABOUT_MS = 1000;
const POLL_MS = 100;

/**
 * Waits until the daemon does nothing more for a manifest that was taken out of its queue: else it would write its journal anew behind
 * whoever removes that, and the test would stand in its list for ever. False: not in time.
 */
export async function awaitLetGo(
  { fileSystem, clock, places, isWatched }: LetGoParts,
  manifest: string,
  onProgress: (text: string) => void,
): Promise<boolean> {
  const begun = clock.monotonic();
  while (true) {
    const elapsed = clock.monotonic() - begun;
    const records = readRecords(fileSystem, jobJournalPath(places.flagFolder, manifest));
    if (records !== undefined && (isOver(records) || (records.length === 0 && elapsed >= ABOUT_MS))) return true;
    // Nobody is there to let go, or to take it.
    if (!(await isWatched())) return true;
    if (elapsed >= LET_GO_MS) return false;
    if (records?.length !== 0) onProgress(`waiting until the daemon lets go of it, ${LET_GO_MS / 1000} s at most`);
    await clock.sleep(POLL_MS);
  }
}

/** Undefined: it can't be read at this moment. */
function readRecords(fileSystem: FileSystem, journal: string): readonly JobRecord[] | undefined {
  try {
    return toJobRecords(readJournalIfThere(journal, { fileSystem })?.records ?? []);
  } catch {
    mark("send test: a journal that can't be read at this moment is read at the next look");
    return undefined;
  }
}

/** With these a copy is begun at the destination. */
const BEGUN: readonly JobRecord["type"][] = ["destination", "planned", "verified"];

function isOver(records: readonly JobRecord[]): boolean {
  const has = (...types: readonly JobRecord["type"][]): boolean => records.some(({ type }) => types.includes(type));
  if (has("archived")) return true;
  // An unfinished copy is removed by the daemon itself, which says so.
  return has("cancelled", "parked") && (!has(...BEGUN) || has("published", "cleared"));
}
