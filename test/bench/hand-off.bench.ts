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
import { digestTree, writeLargeFiles, writeSmallFiles } from "./sample-tree.js";
import type { Contender, Measure, Samples } from "./sample.js";
import { medianOf, ratioOf } from "./statistics.js";
import type { SideTable, SuiteOptions, SuiteResult } from "./suite.js";

const ROUNDS = 3;

export async function benchHandOff({ folder, full }: SuiteOptions): Promise<SuiteResult> {
  const { copiers, skipped } = await findCopiers();
  const [files, megabytes] = full ? [20_001, 512] : [5_000, 128];
  const trees = [
    {
      name: `${files.toLocaleString("en")} small files`,
      large: false,
      write: (to: string) => writeSmallFiles(to, files),
    },
    { name: `4 files of ${megabytes} MB`, large: true, write: (to: string) => writeLargeFiles(to, 4, megabytes) },
  ];
  const rows: Row[] = [];
  const tables: SideTable[] = [];
  for (const { name, large, write } of trees) {
    const source = join(folder, large ? "large" : "small");
    mkdirSync(source);
    write(source);
    const samples = await interleave(contendersOf(copiers, source, folder, large), ROUNDS, 0);
    rows.push(...compareAll(name, samples, copiers));
    tables.push(tabulate(`hand-off of ${name}`, samples, copiers));
    if (large) rmSync(source, { recursive: true });
  }
  return { rows, tables, skipped };
}

/**
 * Many files are not removed before the end: ext4 hands out no inode that was freed in the last minutes, and searching for
 * others would cost the next turn more than its copy does.
 */
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

function compareAll(tree: string, samples: Samples, copiers: readonly Copier[]): readonly Row[] {
  const measures: readonly (readonly [Measure, string])[] = [
    ["seconds", "time"],
    ["cpuSeconds", "processor"],
    ["peakBytes", "memory"],
  ];
  const peers = copiers.filter(({ name, verifies }) => verifies && name !== OURS);
  return peers.flatMap(({ name: peer, flushes }) =>
    // All measures beside the one that does the same; the side table has the others.
    (flushes ? measures : measures.slice(0, 1)).map(([measure, title]) => {
      const target = flushes && measure === "seconds" ? { target: { ratioUpTo: 1 } } : {};
      return compare(samples, { what: `hand-off, ${tree}: ${title}`, ours: OURS, peer, measure, ...target });
    }),
  );
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
