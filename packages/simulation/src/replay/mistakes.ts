import { Life } from "../life/life.js";
import type { LifePlan } from "../plan/plan.js";
import type { KeptLife } from "./kept-lives.js";

/** The sources change: what happened at an operation is looked for so many before and after it, and so many of a kind for a fault. */
const MOST_OPERATIONS = 40;
const MOST_OF_A_KIND = 4;

/** Makes a mistake of a program that has them in it (test/reliability/mutants/simulated), by its name; undefined: none. */
export function makeMistake(name: string | undefined): void {
  (globalThis as { riglineMistake?: string | undefined }).riglineMistake = name;
}

/** Lives each life that is kept for a mistake with that. Returns what each breaks, or null, by its name. */
export async function liveKeptForMistakes(
  lives: readonly KeptLife[],
): Promise<Readonly<Record<string, string | null>>> {
  const told: Record<string, string | null> = {};
  for (const { name, mutant, plan } of lives) if (mutant !== undefined) told[name] = await broken(mutant, plan);
  return told;
}

/** What a life breaks by a mistake, or one like it does that keeps every promise without it. */
async function broken(mistake: string, plan: LifePlan): Promise<string | null> {
  const exact = await brokenWith(mistake, plan);
  if (exact !== undefined) return exact;
  for (const alike of moved(plan)) {
    const message = await brokenWith(mistake, alike);
    if (message !== undefined && (await brokenWith(undefined, alike)) === undefined) return message;
  }
  return null;
}

async function brokenWith(mistake: string | undefined, plan: LifePlan): Promise<string | undefined> {
  makeMistake(mistake);
  const { violation } = await new Life(plan).live();
  makeMistake(undefined);
  return violation?.message;
}

/** The same, in which what happens at an operation, or fails as the so many-th of its kind, does so a little before or after. */
function* moved(plan: LifePlan): Generator<LifePlan> {
  const { happenings, faults = [] } = plan;
  if (happenings.some(({ at }) => "operations" in at))
    for (const by of near(MOST_OPERATIONS))
      yield {
        ...plan,
        happenings: happenings.map((one) =>
          "operations" in one.at ? { ...one, at: { operations: Math.max(1, one.at.operations + by) } } : one,
        ),
      };
  if (faults.length > 0)
    for (const by of near(MOST_OF_A_KIND))
      yield { ...plan, faults: faults.map((one) => ({ ...one, nth: Math.max(1, one.nth + by) })) };
}

/** 1, -1, 2, -2, and so on. */
function near(most: number): readonly number[] {
  return Array.from({ length: 2 * most }, (_none, index) => (index % 2 === 0 ? 1 : -1) * (1 + (index >> 1)));
}
