import { dirname, resolve } from "node:path";
import type { Clock } from "@rigline/core/platform";

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
  /** When it may be looked for again, by folder. */
  readonly #until = new Map<string, number>();

  constructor(clock: Pick<Clock, "monotonic">) {
    this.#clock = clock;
  }

  has(destination: string): boolean {
    return this.#until.has(folderOf(destination));
  }

  /** It was looked for just now. */
  isOff(destination: string): boolean {
    return this.#clock.monotonic() < (this.#until.get(folderOf(destination)) ?? 0);
  }

  /** Milliseconds until each may be looked for again. */
  get waits(): readonly number[] {
    const now = this.#clock.monotonic();
    return [...this.#until.values()].flatMap((until) => (until > now ? [until - now] : []));
  }

  missed(destination: string, waitMs: number): void {
    this.#until.set(folderOf(destination), this.#clock.monotonic() + Math.min(waitMs, AWAY_MS));
  }

  /** True when it had been away. */
  reached(destination: string): boolean {
    return this.#until.delete(folderOf(destination));
  }
}

function folderOf(destination: string): string {
  return dirname(resolve(destination));
}
