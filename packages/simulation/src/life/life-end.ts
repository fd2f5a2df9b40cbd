import type { Violation } from "../checks/violation.js";

/** What came of a life. */
export interface LifeEnd {
  readonly violation: Violation | undefined;
  /** Of everything that happened, in its order. */
  readonly digest: string;
  readonly figures: LifeFigures;
}

const NAMES = [
  "operations",
  "sessions",
  "complete",
  "crashes",
  "powerCuts",
  "faults",
  "misreads",
  "posts",
  "hours",
] as const;

export type LifeFigures = Record<(typeof NAMES)[number], number>;

export function emptyFigures(): LifeFigures {
  return Object.fromEntries(NAMES.map((name) => [name, 0])) as LifeFigures;
}
