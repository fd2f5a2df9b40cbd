import { basename } from "node:path";
import {
  describeStep,
  awaitWish,
  decideWish,
  dropWish,
  foldJobState,
  foreseeWishes,
  readJobState,
  readWishes,
  type JobDeed,
  type JobState,
} from "@rigline/manifest";
import type { WatchPlaces } from "../daemon/watch-places.js";
import type { PluginParts } from "../parts.js";

/** A daemon hears at its next look, and a copy lets go between two pieces of a file. */
const HEARD_MS = 15_000;

export interface DaemonAnswer {
  readonly state: JobState;
  /** False: nobody watches, or the daemon has not come to it yet; the wish stands. */
  readonly isHeard: boolean;
}

export interface DaemonQuestion {
  /** Absolute path at which the manifest was published. */
  readonly manifest: string;
  readonly deed: JobDeed;
  /** `user@host`. */
  readonly by: string;
  readonly isWatched: boolean;
}

/**
 * Asks Rigline's own daemon, the one that watches or the next one. Throws why it can't be done where the job stands:
 * JOB_TOO_LATE, JOB_NOT_HELD.
 */
export async function askDaemon(
  { fileSystem, clock }: Pick<PluginParts, "fileSystem" | "clock">,
  { flagFolder }: Pick<WatchPlaces, "flagFolder">,
  { manifest, deed, by, isWatched }: DaemonQuestion,
): Promise<DaemonAnswer> {
  const wish = { manifest: basename(manifest), deed, by, at: clock.now().toISOString() };
  const read = (): JobState =>
    foreseeWishes(
      readJobState(fileSystem, flagFolder, manifest) ?? foldJobState([]),
      manifest,
      readWishes(fileSystem, flagFolder),
    );
  const before = read();
  const verdict = decideWish(before, wish);
  if ("refused" in verdict) throw verdict.refused;
  if (verdict.records.length === 0) return { state: before, isHeard: true };
  const file = dropWish(fileSystem, flagFolder, wish);
  const isHeard = isWatched && (await awaitWish({ fileSystem, clock }, file, HEARD_MS));
  return { state: read(), isHeard };
}

/** One phrase for what came of it. */
export function describeAsked({ state, isHeard }: DaemonAnswer, isWatched: boolean): string {
  if (isHeard) return `the job is ${describeStep(state)}`;
  return isWatched
    ? "asked; the daemon does it as soon as it can"
    : "no daemon watches; the next one hears it first of all";
}
