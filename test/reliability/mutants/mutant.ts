import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { NotSimulated } from "./not-simulated.js";

export const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

/** One deliberate mistake in a source, and the test that must notice it. */
export interface Mutant {
  /** The mistake, in words. */
  readonly name: string;
  /** A folder of `packages`. */
  readonly package: string;
  /** In the package's `src`. */
  readonly file: string;
  /** Stands in the file exactly once. */
  readonly find: string;
  readonly replace: string;
  /** The file is one of the package's `test`; all its tests of this title count. */
  readonly killer: { readonly file: string; readonly test: string };
  /** The lives in which it matters begin behind this seed, and are counted from there; absent: from 1. */
  readonly livesFrom?: number;
  /** Why no life of the simulated rig can notice it; undefined: one has to. */
  readonly notSimulated?: NotSimulated;
}

export function mutantsOf(name: string, mutants: readonly Omit<Mutant, "package">[]): readonly Mutant[] {
  return mutants.map((mutant) => ({ ...mutant, package: name }));
}

/** Absolute. */
export function sourceOf(mutant: Pick<Mutant, "package" | "file">): string {
  return join(ROOT, "packages", mutant.package, "src", mutant.file);
}

/** Where the compiler puts the module. Absolute. */
export function builtFileOf({ package: name, file }: Pick<Mutant, "package" | "file">): string {
  return join(ROOT, "packages", name, "dist", file.replace(/\.ts$/, ".js"));
}

/** The file of the test that must notice it. Absolute. */
export function killerFileOf({ package: name, killer }: Pick<Mutant, "package" | "killer">): string {
  return join(ROOT, "packages", name, "test", killer.file);
}

/** The source with the mistake in it. Throws when the text to replace is gone, or stands there more than once. */
export function mutate(mutant: Mutant): string {
  const source = sourceOf(mutant);
  const text = readFileSync(source, "utf8");
  const times = text.split(mutant.find).length - 1;
  if (times !== 1)
    throw new Error(
      `mutant "${mutant.name}": ${JSON.stringify(mutant.find)} stands ${times} times in ${source}, and must stand there once: move the mutant to where the line is now`,
    );
  return text.replace(mutant.find, () => mutant.replace);
}
