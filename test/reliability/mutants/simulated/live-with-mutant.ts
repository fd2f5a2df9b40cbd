import { join } from "node:path";
import { mutate, sourceOf, type Mutant } from "../mutant.js";

/** How the simulation is made and run (scripts/simulate.mjs). */
export interface Programs {
  /** Makes the program, with another text in a source's place. False: the source is no part of it. */
  readonly bundle: (file: string, mutated?: { readonly source: string; readonly text: string }) => Promise<boolean>;
  /** `code` is undefined when it has not ended in time. */
  readonly run: (
    program: string,
    args: readonly string[],
    timeoutMs: number,
  ) => Promise<{ readonly code: number | undefined; readonly output: string }>;
  /** A folder for programs. */
  readonly scratch: string;
}

export interface Noticed {
  /** So many lives were lived, the last of them the one that broke a promise. */
  readonly lives: number;
  /** The promise, and how; undefined when none was broken. */
  readonly broken: string | undefined;
}

/** Longer than any machine needs for so many lives: what takes longer does not end. */
const LIFE_MS = 2_000;
const START_MS = 60_000;
const AT_ONCE = 500;

/** Lives with a mistake until one breaks a promise that it keeps without the mistake. */
export async function liveWithMutant(
  mutant: Mutant,
  { from, to }: { readonly from: number; readonly to: number },
  { bundle, run, scratch, untouched, lane }: Programs & { readonly untouched: string; readonly lane: number },
): Promise<Noticed> {
  const program = join(scratch, `mutant-${lane}.mjs`);
  const isPart = await bundle(program, { source: sourceOf(mutant), text: mutate(mutant) });
  if (!isPart) return { lives: to, broken: undefined };
  const firstBroken = async (file: string, seed: number, lives: number): Promise<Broken | undefined> => {
    const args = ["--seed", String(seed), "--lives", String(lives), "--until-broken", "--json"];
    const { code, output } = await run(file, args, START_MS + lives * LIFE_MS);
    if (code === undefined) return { life: seed, message: "a life does not end" };
    if (output.trim() === "") return { life: seed, message: "the program breaks off" };
    return (JSON.parse(output) as { readonly broken: readonly Broken[] }).broken[0];
  };
  for (let seed = from; seed <= to;) {
    const lives = Math.min(AT_ONCE, to - seed + 1);
    const broken = await firstBroken(program, seed, lives);
    if (broken === undefined) seed += lives;
    else if ((await firstBroken(untouched, broken.life, 1)) === undefined)
      return { lives: broken.life, broken: broken.message };
    else seed = broken.life + 1;
  }
  return { lives: to, broken: undefined };
}

interface Broken {
  readonly life: number;
  readonly message: string;
}
