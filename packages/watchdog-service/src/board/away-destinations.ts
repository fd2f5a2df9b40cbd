import { dirname, resolve } from "node:path";
import type { Clock } from "@rigline/foundation/platform";

/** However long the waits of a job have grown: to find a share again costs one look. */
export const AWAY_MS = 30_000;

const AWAY_CODES = ["DESTINATION_MISSING", "DESTINATION_UNREACHABLE"];

/** What a failed attempt says of the destination; undefined: nothing. */
export function destinationTrouble(code: string): "away" | "hanging" | undefined {
  if (code === "COPY_STALLED") return "hanging";
  return AWAY_CODES.includes(code) ? "away" : undefined;
}

/**
 * The folders above destinations that were not there when they were looked for last. One job at a time looks again; when
 * it gets there, all that wait for the folder are due.
 */
export class AwayDestinations {
  readonly #clock: Pick<Clock, "monotonic">;
  /** When it may be looked for again, and how long that is waited, by folder. */
  readonly #until = new Map<string, { readonly at: number; readonly waitMs: number }>();

  constructor(clock: Pick<Clock, "monotonic">) {
    this.#clock = clock;
  }

  has(destination: string): boolean {
    return this.#until.has(folderOf(destination));
  }

  /** It was looked for just now. */
  isOff(destination: string): boolean {
    return this.#clock.monotonic() < (this.#until.get(folderOf(destination))?.at ?? 0);
  }

  /** Milliseconds until each may be looked for again. */
  get waits(): readonly number[] {
    const now = this.#clock.monotonic();
    return [...this.#until.values()].flatMap(({ at }) => (at > now ? [at - now] : []));
  }

  /** `jobWaitMs`: what the job waits by itself; the folder's wait grows with every look, whoever looks. */
  missed(destination: string, jobWaitMs: number): void {
    const before = this.#until.get(folderOf(destination))?.waitMs ?? 0;
    const waitMs = Math.min(AWAY_MS, Math.max(jobWaitMs, 2 * before));
    this.#until.set(folderOf(destination), { at: this.#clock.monotonic() + waitMs, waitMs });
  }

  /** True when it had been away. */
  reached(destination: string): boolean {
    return this.#until.delete(folderOf(destination));
  }
}

const folders = new Map<string, string>();
const MOST_FOLDERS = 1000;

/** The folder that has to be there: of the way to the data only the last one is made. */
export function folderOf(destination: string): string {
  const known = folders.get(destination);
  if (known !== undefined) return known;
  const folder = dirname(resolve(destination));
  // A thousand jobs that wait name few destinations, and are gone through each time that one of them ends.
  if (folders.size >= MOST_FOLDERS) folders.clear();
  folders.set(destination, folder);
  return folder;
}
