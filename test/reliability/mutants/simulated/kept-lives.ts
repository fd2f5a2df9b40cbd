import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../mutant.js";

/** Of a life that every run of the tests lives, what concerns mistakes; the simulation checks the rest. */
export interface KeptLife {
  readonly name: string;
  /** The mistake that it is kept for. */
  readonly mutant?: string;
}

export function readKeptLives(): readonly KeptLife[] {
  return readFileSync(join(ROOT, "packages", "simulation", "kept-lives.jsonl"), "utf8")
    .split("\n")
    .flatMap((line) => (line === "" ? [] : [JSON.parse(line) as KeptLife]));
}
