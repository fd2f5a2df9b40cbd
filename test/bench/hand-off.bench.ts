// A hand-off from manifest to published folder, as whole processes, beside other ways to copy the same tree. Every copy is
// compared with its source after its turn, outside of the measured time.
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { findCopiers, OURS, type Copier } from "./copiers.js";
import { interleave } from "./interleave.js";
import { quantity, times } from "./render.js";
import { compare, type Row } from "./row.js";
import { runPrograms } from "./run-program.js";
import { type SampleSet, sampleSets } from "./sample-sets.js";
import { digestTree } from "./sample-tree.js";
import type { Contender, Measure, Samples } from "./sample.js";
import { medianOf, ratioOf } from "./statistics.js";
import type { SideTable, SuiteOptions, SuiteResult } from "./suite.js";

const ROUNDS = 5;

export async function benchHandOff({ folder, full }: SuiteOptions): Promise<SuiteResult> {
  const { copiers, skipped } = await findCopiers();
  const rows: Row[] = [];
  const tables: SideTable[] = [];
  for (const [index, set] of sampleSets(full).entries()) {
    const place = join(folder, `set-${index}`);
    const source = join(place, "source");
    mkdirSync(source, { recursive: true });
    set.write(source);
    const samples = await interleave(contendersOf(copiers, source, place, !set.manyFiles), ROUNDS, 0);
    rows.push(...compareAll(set, samples, copiers));
    tables.push(tabulate(`hand-off of ${set.name}`, samples, copiers));
    if (!set.manyFiles) rmSync(place, { recursive: true });
  }
  return { rows, tables, skipped };
}

function contendersOf(
  copiers: readonly Copier[],
  source: string,
  folder: string,
  removeAtOnce: boolean,
): readonly Contender[] {
  const digest = digestTree(source);
  return copiers.map((copier) => ({
    name: copier.name,
    turn: async () => {
      const place = mkdtempSync(join(folder, "turn-"));
      const { programs, copy } = copier.prepare(source, place);
      // What the turn before left in the cache is not this one's to flush.
      if (process.platform === "linux") await execa("sync");
      const sample = await runPrograms(programs, folder);
      if (digestTree(copy) !== digest) throw new Error(`${copier.name}: the copy differs from its source`);
      if (removeAtOnce) rmSync(place, { recursive: true });
      return sample;
    },
  }));
}

function compareAll(
  { name: set, ratiosUpTo }: SampleSet,
  samples: Samples,
  copiers: readonly Copier[],
): readonly Row[] {
  return copiers
    .filter(({ name }) => name !== OURS)
    .map(({ name: peer }) => {
      const ratioUpTo = ratiosUpTo[peer];
      const target = ratioUpTo === undefined ? {} : { target: { ratioUpTo } };
      return compare(samples, { what: `hand-off of ${set}`, ours: OURS, peer, ...target });
    });
}

function tabulate(title: string, samples: Samples, copiers: readonly Copier[]): SideTable {
  const baseline = copiers.some(({ name }) => name === "cp -r") ? "cp -r" : OURS;
  const lines = copiers.map(({ name, verifies, flushes }) => {
    const own = (measure: Measure): string => quantity(medianOf(samples.get(name), measure), measure);
    const ratio = ratioOf(samples, name, baseline, "seconds");
    return [
      name,
      verifies ? "yes" : "no",
      flushes ? "yes" : "no",
      own("seconds"),
      ratio === undefined ? "–" : times(ratio.median),
      own("cpuSeconds"),
      own("peakBytes"),
    ];
  });
  return { title, columns: ["how", "verified", "flushed", "time", `to ${baseline}`, "processor", "memory"], lines };
}
