import { isDeepStrictEqual } from "node:util";
import { messageOf } from "@rigline/foundation/errors";
import { mark } from "@rigline/foundation/marks";
import { isRemotePlace, placeAbove } from "@rigline/foundation/paths";
import {
  type DestinationHold,
  type FoundHold,
  holdFor,
  holdJournalPath,
  isInForce,
  parseHold,
  readDestinationHolds,
} from "@rigline/manifest/holds";
import { requireReachable } from "../attempt/require-destination.js";
import type { HoldLook } from "../hold/look-for-holds.js";
import type { DaemonParts } from "../jobs/daemon-parts.js";
import type { RunningState, WaitingState } from "../jobs/job-entry.js";
import type { Job } from "../jobs/job.js";
import { orderPlaces, type KnownPlaces } from "../work/places.js";
import { folderAbove } from "./reach.js";

/** So often a destination that is needed is looked at. */
const LOOK_MS = 20_000;
/** Nothing begins on a look that is older. */
const FRESH_MS = 60_000;
/** A share that does not answer for so long does not answer the job either, which says so. */
const PATIENCE_MS = 5000;

/** Where a job wants to go, without what it takes there. */
type Wish = Pick<Job["request"], "destination" | "modalities" | "schemas">;

interface Looked {
  /** The last look that found out, and the last one that was begun; of a clock that never jumps. */
  seenAt: number;
  begunAt: number;
  underWay: Promise<void> | undefined;
}

/** Hears what the owners of destinations say to all rigs by a file there: one look a minute and share, and none per file. */
export class DestinationHolds {
  readonly #parts: DaemonParts;
  readonly #places: KnownPlaces;
  readonly #onChange: () => void;
  readonly #abort = new AbortController();
  readonly #looked = new Map<string, Looked>();
  /** By their files. */
  #holds: Map<string, DestinationHold> | undefined;

  constructor(parts: DaemonParts, places: KnownPlaces, onChange: () => void) {
    this.#parts = parts;
    this.#places = places;
    this.#onChange = onChange;
  }

  /** Milliseconds until somebody is to be looked at again, or waited for no longer. */
  get waits(): readonly number[] {
    const now = this.#parts.clock.monotonic();
    return [...this.#looked.values()].flatMap(({ begunAt, underWay }) => {
      const left = begunAt + (underWay === undefined ? LOOK_MS : PATIENCE_MS) - now;
      return left > 0 ? [left] : underWay === undefined ? [1] : [];
    });
  }

  /** Begins what is due of the looks at the destinations of these, at others, and at those that are held. */
  look(jobs: readonly Pick<WaitingState, "job">[], others: readonly string[] = []): void {
    if (this.#parts.hearsHolds !== true) return;
    const paths = [...this.#known().map(({ file }) => placeAbove(file)), ...others];
    const more = paths.map((destination) => ({ destination, modalities: {}, schemas: [] }));
    const wanted = new Map<string, Wish[]>();
    for (const wish of [...jobs.map(({ job }) => job.request), ...more]) {
      const folder = folderAbove(wish.destination);
      wanted.set(folder, [...(wanted.get(folder) ?? []), wish]);
    }
    for (const folder of this.#looked.keys()) if (!wanted.has(folder)) this.#forget(folder);
    for (const [folder, wishes] of wanted) this.#begin(folder, wishes);
    this.#slow();
  }

  /** Whether nobody forbids that it begins, by a look that is fresh. */
  mayBegin(state: WaitingState): boolean {
    if (this.#parts.hearsHolds !== true) return true;
    if (this.stops(state)) return false;
    const looked = this.#lookedFor(state);
    if (looked === undefined) return false;
    return this.#parts.clock.monotonic() - looked.seenAt <= FRESH_MS || this.#isWaitedForInVain(looked);
  }

  /** Whether an owner forbids that it begins, as far as this daemon has asked: what another one noted may be over. */
  isKnownToStop(state: WaitingState): boolean {
    if (!this.stops(state)) return false;
    const looked = this.#lookedFor(state);
    return looked !== undefined && (looked.seenAt !== -Infinity || this.#isWaitedForInVain(looked));
  }

  /** Whether an owner forbids that it begins; with `drain` what was begun comes to its end. */
  stops({ job, retrying, needs, awaits, begun }: WaitingState): boolean {
    const mode = this.#of(job)?.mode;
    const isUnderWay = retrying || begun === true || needs === "service" || awaits !== undefined;
    return mode === "pause" || (mode === "drain" && !isUnderWay);
  }

  /** Whether what is under way is to stop. An answer of the service is waited for. */
  isPaused({ job, needs }: RunningState): boolean {
    return needs === "data" && this.#of(job)?.mode === "pause";
  }

  async stop(): Promise<void> {
    this.#abort.abort("stop");
    await Promise.all([...this.#looked.values()].flatMap(({ underWay }) => underWay ?? []));
  }

  #lookedFor({ job }: WaitingState): Looked | undefined {
    return this.#looked.get(folderAbove(job.request.destination));
  }

  #isWaitedForInVain({ underWay, begunAt }: Looked): boolean {
    return underWay !== undefined && this.#parts.clock.monotonic() - begunAt >= PATIENCE_MS;
  }

  #of({ request }: Job): DestinationHold | undefined {
    return this.#parts.hearsHolds === true ? holdFor(this.#known(), request.destination) : undefined;
  }

  /** Those in force. */
  #known(): readonly DestinationHold[] {
    const { clock, fileSystem, settings } = this.#parts;
    const now = clock.now();
    this.#holds ??= new Map(
      readDestinationHolds(fileSystem, settings.flagFolder, now).map((hold) => [hold.file, hold]),
    );
    const holds = [...this.#holds.values()];
    const inForce = holds.filter((hold) => isInForce(hold, now));
    for (const hold of holds) if (!inForce.includes(hold)) this.#note({ file: hold.file, mode: "none" });
    return inForce;
  }

  #forget(folder: string): void {
    if (this.#looked.get(folder)?.underWay === undefined) this.#looked.delete(folder);
  }

  #begin(folder: string, wishes: readonly Wish[]): void {
    const { clock } = this.#parts;
    const looked = this.#looked.get(folder) ?? { seenAt: -Infinity, begunAt: -Infinity, underWay: undefined };
    this.#looked.set(folder, looked);
    if (looked.underWay !== undefined || clock.monotonic() - looked.begunAt < LOOK_MS) return;
    looked.begunAt = clock.monotonic();
    looked.underWay = this.#lookAt(wishes).finally(() => {
      // Of one that can't be reached nothing is known that was not; the job finds out that it is away.
      looked.seenAt = clock.monotonic();
      looked.underWay = undefined;
      this.#slow();
      this.#onChange();
    });
  }

  /** Never rejects. */
  async #lookAt(wishes: readonly Wish[]): Promise<void> {
    const { pool } = this.#parts;
    const [wish] = wishes;
    if (wish === undefined) return;
    const { signal } = this.#abort;
    const places = orderPlaces("lookForHolds", this.#places.of(wish));
    const destinations = [...new Set(wishes.map(({ destination }) => destination))];
    try {
      // In the place of a share that is away nobody has put a file.
      if (!isRemotePlace(wish.destination)) await requireReachable(this.#parts, wish.destination, { signal, places });
      const entries = this.#parts.settings.stores;
      this.#take(await pool.run({ kind: "lookForHolds", destinations, entries }, { signal, places }));
    } catch {
      mark("hold: a destination that can't be looked at is held as it was");
    }
  }

  #take({ found, folders }: HoldLook): void {
    const { clock } = this.#parts;
    // The zone for who has one to read alone: to ask for it brings all the tables of zones into memory, for as long as the daemon runs.
    const read = (file: string, content: Uint8Array): FoundHold =>
      parseHold(file, content, { now: clock.now(), zone: clock.zone() });
    const said = new Map(
      found.map(({ file, content, trouble }) => [
        file,
        trouble === undefined ? read(file, content) : ({ file, mode: "pause", damage: trouble } as const),
      ]),
    );
    for (const hold of said.values()) this.#note(hold);
    for (const file of this.#holds?.keys() ?? [])
      if (!said.has(file) && folders.includes(placeAbove(file))) this.#note({ file, mode: "none" });
  }

  #note(given: FoundHold): void {
    const { clock, report } = this.#parts;
    const hold = given.mode === "none" ? { file: given.file, mode: "none" as const } : given;
    const { since, ...before } = this.#holds?.get(hold.file) ?? { file: hold.file, mode: "none" as const };
    if (isDeepStrictEqual(before, hold)) return;
    const now = clock.now();
    this.#write(hold);
    if (!isInForce(hold, now)) {
      this.#holds?.delete(hold.file);
      report({ event: "destinationReleased", file: hold.file });
      return;
    }
    const { file, mode, bytesPerSecond = null, until = null, why = null, who = null, damage = null } = hold;
    this.#holds?.set(file, { ...hold, since: since ?? now.toISOString() });
    report({ event: "destinationHeld", file, mode, bytesPerSecond, until, why, who, damage });
  }

  /** So that status, page and messages tell of it. */
  #write(hold: FoundHold): void {
    const { openJournal, settings, report } = this.#parts;
    try {
      const journal = openJournal(holdJournalPath(settings.flagFolder, hold.file));
      try {
        journal.append({ type: "destinationHold", ...hold });
      } finally {
        journal.close();
      }
    } catch (error) {
      mark("hold: a hold that can't be noted holds all the same");
      report({ event: "notice", message: `${hold.file} can't be noted: ${messageOf(error)}` });
    }
  }

  /** All copies together go no faster than the slowest of the rates that hold for any of them. */
  #slow(): void {
    const rates = this.#known().flatMap(({ mode, bytesPerSecond }) =>
      mode === "throttle" && bytesPerSecond !== undefined ? [bytesPerSecond] : [],
    );
    this.#parts.throttle?.(rates.length === 0 ? undefined : Math.min(...rates));
  }
}
