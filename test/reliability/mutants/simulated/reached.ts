import { createHash } from "node:crypto";
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { MUTANTS } from "../all-mutants.js";
import { AT_ONCE, LIFE_MS, START_MS, type Programs } from "./live-with-mutant.js";
import { probeSources } from "./probe-sources.js";

/** Which lives come to which mistakes: lived once, without any, and kept for as long as nothing is changed. */
export class Reached {
  readonly #run: Programs["run"];
  readonly #program: string;
  readonly #file: string;
  /** By seed; at 0 those that each life comes to. */
  readonly #numbers: ReadonlySet<number>[] = [];

  private constructor(run: Programs["run"], program: string, file: string) {
    this.#run = run;
    this.#program = program;
    this.#file = file;
    if (existsSync(file)) this.#read(readFileSync(file, "utf8"));
  }

  static async open({ bundle, run, scratch }: Programs): Promise<Reached> {
    const program = join(scratch, "probed.mjs");
    await bundle(program, probeSources(MUTANTS), "probe.ts");
    const digest = createHash("sha256").update(readFileSync(program)).digest("hex").slice(0, 16);
    return new Reached(run, program, join(dirname(scratch), `reached-${digest}.txt`));
  }

  /** Lives on, up to this seed. */
  async liveTo(to: number): Promise<void> {
    for (let from = Math.max(1, this.#numbers.length); from <= to; from = this.#numbers.length) {
      const last = Math.min(to, from + AT_ONCE - 1);
      const { output } = await this.#run(this.#program, [String(from), String(last)], START_MS + AT_ONCE * LIFE_MS);
      this.#read(output);
      if (this.#numbers.length !== last + 1) throw new Error(`the lives from ${from} to ${last} broke off with probes`);
      appendFileSync(this.#file, output);
    }
  }

  /** The seeds of these whose lives come to the mistake, in their order. */
  seedsOf(name: string, from: number, to: number): readonly number[] {
    const number = MUTANTS.findIndex((mutant) => mutant.name === name);
    const isAlways = this.#numbers[0]?.has(number);
    const seeds = Array.from({ length: Math.max(0, to - from + 1) }, (_none, index) => from + index);
    return seeds.filter((seed) => isAlways || this.#numbers[seed]?.has(number));
  }

  #read(output: string): void {
    for (const line of output.split("\n").filter((one) => one !== "")) {
      const [seed = 0, ...numbers] = line.trim().split(" ").map(Number);
      this.#numbers[seed] = new Set(numbers);
    }
  }
}
