import { readFileSync, writeFileSync } from "node:fs";
import { mutate, sourceOf, type Mutant } from "../mutant.js";
import { patchProgram } from "./patch-program.js";

/** How the simulation is made and run (scripts/simulate.mjs). */
export interface Programs {
  /** Makes the program, with other texts in the place of sources; returns which of them are part of it. */
  readonly bundle: (file: string, texts?: ReadonlyMap<string, string>, entry?: string) => Promise<ReadonlySet<string>>;
  /** `code` is undefined when it has not ended in time. */
  readonly run: (
    program: string,
    args: readonly string[],
    timeoutMs: number,
  ) => Promise<{ readonly code: number | undefined; readonly output: string }>;
  /** A folder for programs. */
  readonly scratch: string;
  /** The file of the kept lives. */
  readonly kept: string;
}

export interface Noticed {
  /** So many lives were lived, the last of them the one that broke a promise. */
  readonly lives: number;
  /** The promise, and how; undefined when none was broken. */
  readonly broken: string | undefined;
}

/** Longer than any machine needs for so many lives: what takes longer does not end. */
export const LIFE_MS = 2_000;
export const START_MS = 60_000;
/** So many lives are lived by one process. */
export const AT_ONCE = 500;

/** The programs of one lane: with a mistake, and without any. */
export interface Lane extends Programs {
  readonly untouched: string;
  readonly mutated: string;
}

/** Makes the mistake in the lane's program. */
async function makeMistake(mutant: Mutant, { bundle, untouched, mutated }: Lane): Promise<void> {
  const patched = await patchProgram(readFileSync(untouched, "utf8"), mutant);
  if (patched === undefined) await bundle(mutated, new Map([[sourceOf(mutant), mutate(mutant)]]));
  else writeFileSync(mutated, patched);
}

/** Lives with a mistake until one breaks a promise that it keeps without the mistake. `seeds`: those that come to it. */
export async function liveWithMutant(
  mutant: Mutant,
  { seeds, to }: { readonly seeds: readonly number[]; readonly to: number },
  lane: Lane,
): Promise<Noticed> {
  const firstBroken = async (program: string, some: readonly number[]): Promise<Broken | undefined> => {
    const args = [lane.kept, "--seeds", some.join(","), "--until-broken", "--json"];
    const { code, output } = await lane.run(program, args, START_MS + some.length * LIFE_MS);
    if (code === undefined) return { life: some[0] ?? 0, message: "a life does not end" };
    if (output.trim() === "") return { life: some[0] ?? 0, message: "the program breaks off" };
    return (JSON.parse(output) as { readonly broken: readonly Broken[] }).broken[0];
  };
  if (seeds.length > 0) await makeMistake(mutant, lane);
  for (let at = 0; at < seeds.length;) {
    const some = seeds.slice(at, at + AT_ONCE);
    const broken = await firstBroken(lane.mutated, some);
    if (broken === undefined) at += some.length;
    else if ((await firstBroken(lane.untouched, [broken.life])) === undefined)
      return { lives: broken.life, broken: broken.message };
    else at += some.indexOf(broken.life) + 1;
  }
  return { lives: to, broken: undefined };
}

/** Keeps the least of a life that breaks a promise by a mistake, under the mistake's name. */
export async function keepLeast(mutant: Mutant, seed: number, lane: Lane): Promise<void> {
  await makeMistake(mutant, lane);
  const { name } = mutant;
  const args = [lane.kept, "--seed", String(seed), "--shrink", "--keep", name, "--mutant", name];
  await lane.run(lane.mutated, args, START_MS + AT_ONCE * LIFE_MS);
}

/** How a kept life ends with the mistake that it is kept for: what it breaks, or undefined. */
export async function liveKept(mutant: Mutant, life: string, lane: Lane): Promise<string | undefined> {
  await makeMistake(mutant, lane);
  const { code, output } = await lane.run(lane.mutated, [lane.kept, "--life", life], START_MS + LIFE_MS);
  return code === 0 ? undefined : (output.trimEnd().split("\n").at(-1) ?? "the program breaks off");
}

interface Broken {
  readonly life: number;
  readonly message: string;
}
