import type { LifeEnd, LifeFigures } from "../life/life-end.js";

export interface BrokenLife {
  /** Its seed, or the name of a kept one. */
  readonly life: number | string;
  readonly message: string;
}

/** What came of many lives. */
export interface Tally {
  lives: number;
  broken: BrokenLife[];
  figures: Partial<LifeFigures>;
}

export function emptyTally(): Tally {
  return { lives: 0, broken: [], figures: {} };
}

export function addLife(tally: Tally, life: number | string, { violation, figures }: LifeEnd): void {
  addTally(tally, {
    lives: 1,
    broken: violation === undefined ? [] : [{ life, message: violation.message }],
    figures,
  });
}

export function addTally(tally: Tally, { lives, broken, figures }: Tally): void {
  tally.lives += lives;
  tally.broken.push(...broken);
  for (const [name, value] of Object.entries(figures)) {
    const key = name as keyof LifeFigures;
    tally.figures[key] = (tally.figures[key] ?? 0) + value;
  }
}

const UNITS: Readonly<Record<keyof LifeFigures, string>> = {
  sessions: "sessions handed off",
  complete: "of them complete",
  operations: "operations on disks",
  crashes: "crashes",
  powerCuts: "of them power cuts",
  faults: "operations that failed by themselves",
  misreads: "sources read wrongly",
  posts: "posts to the transfer service",
  hours: "hours of a rig's life",
};

/** A line for each figure. */
export function renderTally({ lives, broken, figures }: Tally): string {
  const rows = Object.entries(UNITS).map(([name, words]) => {
    const value = Math.round(figures[name as keyof LifeFigures] ?? 0);
    return `${value.toLocaleString("en").padStart(15)}  ${words}`;
  });
  const head = `${lives.toLocaleString("en").padStart(15)}  lives`;
  const end = `${String(broken.length).padStart(15)}  in which a promise was broken`;
  return `${[head, ...rows, end].join("\n")}\n`;
}
