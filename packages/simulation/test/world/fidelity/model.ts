import { ALL_SCRIPTS } from "./all-scripts.js";
import { compare, type Comparison, sum } from "./compare.js";
import { modelGround, type ModelGround } from "./model-ground.js";
import { perform } from "./perform.js";
import { PERSONALITIES } from "../../../src/world/personality.js";
import type { Reality } from "./realities.js";
import { lookAtTraits, type Traits } from "./traits.js";

/** So often at most the model's chances are drawn for what the real one did. */
const MOST_SEEDS = 60;

/** Holds a personality of the model against what a real volume did. Where it has a choice it follows the real one if it can. */
export function holdModel(
  reality: Pick<Reality, "name" | "personality" | "other">,
  real: readonly (readonly string[])[],
): Comparison {
  const give = (seed: number): ModelGround =>
    modelGround(PERSONALITIES[reality.personality], {
      seed,
      isCalm: seed === 0,
      other: PERSONALITIES[reality.other ?? "ext4"],
    });
  return sum(real.map((known, script) => follow({ reality: reality.name, script }, give, known)));
}

function follow(
  of: { readonly reality: string; readonly script: number },
  give: (seed: number) => ModelGround,
  known: readonly string[],
): Comparison {
  const script = ALL_SCRIPTS[of.script] ?? { title: "none", steps: [] };
  let best: Comparison | undefined;
  for (let seed = 0; seed < MOST_SEEDS; seed += 1) {
    const found = compare(of, known, perform(script, give(seed), { known }));
    if (best === undefined || found.compared > best.compared) best = found;
    if (found.unexplained.length === 0) return found;
  }
  return best ?? compare(of, known, []);
}

/** What a personality does at times, over some seeds. */
export function modelTraits(personality: Reality["personality"]): Traits {
  const seen = [1, 2, 3].map((seed) => lookAtTraits(modelGround(PERSONALITIES[personality], { seed, isCalm: false })));
  return Object.fromEntries(
    Object.keys(seen[0] ?? {}).map((trait) => [
      trait,
      seen.every((one) => one[trait] === "never") ? "never" : "sometimes",
    ]),
  );
}
