import { Lane, type Outcome } from "./lane.js";
import { killerFileOf, type Mutant } from "./mutant.js";

/**
 * `killed`: its test is green without it and red with it. `not run here`: the test needs another system, and says so itself.
 * `broken`: there is no such test, it fails without the mutant too, or the mutated source is never loaded.
 */
export type Verdict = "killed" | "survived" | "not run here" | "broken";

export interface TriedMutant {
  readonly mutant: Mutant;
  readonly verdict: Verdict;
  /** Of a broken one. */
  readonly why?: string;
}

/** Tries each mutant, as many at a time as there are lanes; `onTried` is told as they come. */
export async function runMutants(
  mutants: readonly Mutant[],
  { lanes, onTried }: { readonly lanes: number; readonly onTried: (tried: TriedMutant) => void },
): Promise<readonly TriedMutant[]> {
  const tried: TriedMutant[] = [];
  const queue = byKillerFile(mutants);
  const work = async (): Promise<void> => {
    const lane = await Lane.open();
    try {
      for (let group = queue.shift(); group !== undefined; group = queue.shift()) {
        const untouched = await lane.untouched(group);
        for (const [index, mutant] of group.entries()) {
          const one = { mutant, ...(await judge(lane, mutant, untouched[index] ?? "absent")) };
          tried.push(one);
          onTried(one);
        }
      }
    } finally {
      await lane.close();
    }
  };
  await Promise.all(Array.from({ length: lanes }, work));
  return tried;
}

/** What a test file imports is transformed once for all its mutants. */
function byKillerFile(mutants: readonly Mutant[]): (readonly Mutant[])[] {
  const groups = new Map<string, Mutant[]>();
  for (const mutant of mutants) {
    const file = killerFileOf(mutant);
    groups.set(file, [...(groups.get(file) ?? []), mutant]);
  }
  return [...groups.values()];
}

async function judge(lane: Lane, mutant: Mutant, untouched: Outcome): Promise<Omit<TriedMutant, "mutant">> {
  if (untouched === "skipped") return { verdict: "not run here" };
  if (untouched !== "passed")
    return { verdict: "broken", why: untouched === "absent" ? "there is no such test" : "the test fails without it" };
  const { outcome, reached } = await lane.try(mutant);
  if (outcome === "absent") return { verdict: "broken", why: "with it the test file does not load" };
  if (!reached) return { verdict: "broken", why: "its source is not loaded by the test" };
  return { verdict: outcome === "failed" ? "killed" : "survived" };
}
