import { modelGround } from "../model-ground.js";
import { PERSONALITIES } from "../../../../src/world/personality.js";
import { perform } from "../perform.js";
import type { Reality } from "../realities.js";
import type { Step } from "../step.js";
import { takePicture } from "./picture.js";
import { PROGRAMS } from "./programs.js";
import { isDone, Promised } from "./promised.js";

/** So many lives at most are lived until one ends as the real one did. */
const MOST_SEEDS = 4000;

/** What real power cuts left and the model's leave never, in words. */
export function unseenPictures(
  personality: Reality["personality"],
  pictures: Readonly<Record<string, readonly string[]>>,
): readonly string[] {
  // Most steps change little: what a seed left after the step before, it leaves again.
  let lucky: readonly number[] = [];
  return Object.entries(pictures).flatMap(([key, real]) => {
    const [program = 0, step = 0] = key.split(" ").map(Number);
    const wanted = new Set(real);
    const seeds = step === 0 ? [] : lucky;
    const found: number[] = [];
    for (let index = 0; index < MOST_SEEDS + seeds.length && wanted.size > 0; index += 1) {
      const seed = seeds[index] ?? index - seeds.length;
      if (wanted.delete(cutModel(personality, { program, step, seed }).picture)) found.push(seed);
    }
    lucky = found;
    return [...wanted].map((picture) => `${PROGRAMS[program]?.title}, cut after step ${step}: ${picture}`);
  });
}

export interface ModelCut {
  /** Of the tree after the cut. */
  readonly picture: string;
  /** What has to be in it, as the picture says it. */
  readonly promised: readonly string[];
}

/** Performs a program up to a step, and cuts the power of the model's volume. */
export function cutModel(
  personality: Reality["personality"],
  at: { readonly program: number; readonly step: number; readonly seed: number },
): ModelCut {
  const ground = modelGround(PERSONALITIES[personality], { seed: at.seed, isCalm: true });
  const promised = new Promised();
  const program = PROGRAMS[at.program] ?? { title: "none", steps: [] };
  let picture = "";
  perform(program, ground, {
    after: (index, outcome) => {
      if (isDone(outcome)) promised.after(program.steps[index] as Step);
      if (index < at.step) return true;
      ground.cutPower();
      picture = takePicture(ground);
      return false;
    },
  });
  return { picture, promised: promised.words };
}
