import { join } from "node:path";
import { MUTANTS } from "../all-mutants.js";
import { mutate, sourceOf, type Mutant } from "../mutant.js";
import type { KeptLife } from "./kept-lives.js";
import { switchSources } from "./switch-sources.js";

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

/** The programs of one lane. */
export interface Lane extends Programs {
  /** With the mistakes in it, of which it makes the one that it is told to, or none. */
  readonly switched: string;
  /** The names of those that are not in it. */
  readonly without: ReadonlySet<string>;
  /** The place of a program with one of these. */
  readonly mutated: string;
}

/** Makes the program that all lanes have. Returns what opens a lane, by its number. */
export async function openLanes(programs: Programs): Promise<(lane: number) => Lane> {
  const { texts, without } = switchSources(MUTANTS);
  const switched = join(programs.scratch, "switched.mjs");
  await programs.bundle(switched, texts);
  return (lane) => ({ ...programs, switched, without, mutated: join(programs.scratch, `mutant-${lane}.mjs`) });
}

/** A program that makes the mistake, with what tells it to. */
async function makeMistake(mutant: Mutant, lane: Lane): Promise<readonly [program: string, ...args: string[]]> {
  const { bundle, switched, without, mutated, kept } = lane;
  if (!without.has(mutant.name)) return [switched, kept, "--mistake", mutant.name];
  await bundle(mutated, new Map([[sourceOf(mutant), mutate(mutant)]]));
  return [mutated, kept];
}

/** Lives with a mistake until one breaks a promise that it keeps without the mistake. `seeds`: those that come to it. */
export async function liveWithMutant(
  mutant: Mutant,
  { seeds, to }: { readonly seeds: readonly number[]; readonly to: number },
  lane: Lane,
): Promise<Noticed> {
  const firstBroken = async (
    [program, ...before]: readonly [program: string, ...args: string[]],
    some: readonly number[],
  ): Promise<Broken | undefined> => {
    const args = [...before, "--seeds", some.join(","), "--until-broken", "--json"];
    const { code, output } = await lane.run(program, args, START_MS + some.length * LIFE_MS);
    if (code === undefined) return { life: some[0] ?? 0, message: "a life does not end" };
    if (output.trim() === "") return { life: some[0] ?? 0, message: "the program breaks off" };
    return (JSON.parse(output) as { readonly broken: readonly Broken[] }).broken[0];
  };
  const mistaken = await makeMistake(mutant, lane);
  for (let at = 0; at < seeds.length;) {
    const some = seeds.slice(at, at + AT_ONCE);
    const broken = await firstBroken(mistaken, some);
    if (broken === undefined) at += some.length;
    else if ((await firstBroken([lane.switched, lane.kept], [broken.life])) === undefined)
      return { lives: broken.life, broken: broken.message };
    else at += some.indexOf(broken.life) + 1;
  }
  return { lives: to, broken: undefined };
}

/** Keeps the least of a life that breaks a promise by a mistake, under the mistake's name. */
export async function keepLeast(mutant: Mutant, seed: number, lane: Lane): Promise<void> {
  const { name } = mutant;
  const [program, ...before] = await makeMistake(mutant, lane);
  const args = [...before, "--seed", String(seed), "--shrink", "--keep", name, "--mutant", name];
  await lane.run(program, args, START_MS + AT_ONCE * LIFE_MS);
}

/** Lives each kept life with the mistake that it is kept for. Returns what each breaks by it, or undefined, by its name. */
export async function liveKept(
  lives: readonly KeptLife[],
  lane: Lane,
): Promise<ReadonlyMap<string, string | undefined>> {
  const { output } = await lane.run(
    lane.switched,
    [lane.kept, "--kept-for-mistakes"],
    START_MS + lives.length * LIFE_MS,
  );
  const told = new Map(Object.entries(JSON.parse(output) as Readonly<Record<string, string | null>>));
  return new Map(lives.map(({ name }) => [name, told.get(name) ?? undefined]));
}

interface Broken {
  readonly life: number;
  readonly message: string;
}
