import { z } from "zod";
import { LifePlan } from "../plan/plan.js";

/** A life that is lived with every run of the tests, whatever the seeds make of their numbers by then. */
const KeptLife = z.strictObject({
  /** What it is about, in words. */
  name: z.string().min(1),
  /** The deliberate mistake of test/reliability/mutants by which it breaks a promise. */
  mutant: z.string().optional(),
  plan: LifePlan,
});
export type KeptLife = z.infer<typeof KeptLife>;

/** One in a line. Throws for a line that is none. */
export function parseKept(text: string): readonly KeptLife[] {
  return text.split("\n").flatMap((line, index) => (line === "" ? [] : [parseLine(line, index + 1)]));
}

export function renderKept(lives: readonly KeptLife[]): string {
  return lives.map((life) => `${JSON.stringify(life)}\n`).join("");
}

/** With this one in it, in the place of an earlier one of its name. */
export function withKept(lives: readonly KeptLife[], life: KeptLife): readonly KeptLife[] {
  return [...lives.filter(({ name }) => name !== life.name), life];
}

function parseLine(line: string, number: number): KeptLife {
  try {
    return KeptLife.parse(JSON.parse(line));
  } catch (cause) {
    const why = cause instanceof z.ZodError ? z.prettifyError(cause) : String(cause);
    throw new Error(`line ${number} of the kept lives is none: ${why}; keep it again, or remove the line`, { cause });
  }
}
