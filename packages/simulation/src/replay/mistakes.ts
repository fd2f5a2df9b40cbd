import { Life } from "../life/life.js";
import type { KeptLife } from "./kept-lives.js";

/** Makes a mistake of a program that has them in it (test/reliability/mutants/simulated), by its name; undefined: none. */
export function makeMistake(name: string | undefined): void {
  (globalThis as { riglineMistake?: string | undefined }).riglineMistake = name;
}

/** Lives each life that is kept for a mistake with that. Returns what each breaks, or null, by its name. */
export async function liveKeptForMistakes(
  lives: readonly KeptLife[],
): Promise<Readonly<Record<string, string | null>>> {
  const told: Record<string, string | null> = {};
  for (const { name, mutant, plan } of lives) {
    if (mutant === undefined) continue;
    makeMistake(mutant);
    const { violation } = await new Life(plan).live();
    told[name] = violation?.message ?? null;
  }
  makeMistake(undefined);
  return told;
}
