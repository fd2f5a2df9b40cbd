// A hand-off from manifest to published folder, as whole processes, beside other ways to copy the same tree. Every copy is
// compared with its source after its turn, outside of the measured time.
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statfsSync, statSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { findCopiers, OURS, rigline, type Copier } from "./copiers.js";
import { interleave } from "./interleave.js";
import { currentLoad } from "./machine.js";
import { quantity, renderTable, times } from "./render.js";
import { compare, type Row } from "./row.js";
import { runPrograms } from "./run-program.js";
import { type SampleSet, sampleSets } from "./sample-sets.js";
import { digestTree } from "./sample-tree.js";
import type { Contender, Measure, Samples } from "./sample.js";
import { medianOf, ratioOf } from "./statistics.js";
import type { SideTable, SuiteOptions, SuiteResult } from "./suite.js";

const ROUNDS = 5;
/** What else goes on on the disk meanwhile. */
const SPARE_BYTES = 5e9;
const LARGE_BYTES = 1024 * 1024;
/** The daemon of another checkout. */
const BESIDE = `${OURS}, of --beside`;

export async function benchHandOff(options: SuiteOptions): Promise<SuiteResult> {
  const { folder, full, rounds = ROUNDS, sets = "", beside } = options;
  const found = await findCopiers();
  const copiers = [...found.copiers, ...(beside === undefined ? [] : [rigline(BESIDE, {}, beside)])];
  const skipped = [...found.skipped];
  const rows: Row[] = [];
  const tables: SideTable[] = [];
  for (const [index, set] of sampleSets(full).entries()) {
    if (!set.name.includes(sets)) continue;
    const wanted = set.bytes + (set.bytes - set.keptBytes) + set.keptBytes * copiers.length * rounds + SPARE_BYTES;
    const { bavail, bsize } = statfsSync(folder);
    if (bavail * bsize < wanted) {
      skipped.push(
        `hand-off of ${set.name}: it needs ${inGigabytes(wanted)} and ${inGigabytes(bavail * bsize)} are free`,
      );
      continue;
    }
    tell(`${set.name}, writing them; up to ${inGigabytes(wanted)} of ${inGigabytes(bavail * bsize)} will be taken`);
    const place = join(folder, `set-${index}`);
    const source = join(place, "source");
    mkdirSync(source, { recursive: true });
    set.write(source);
    const onTurn = (round: number, name: string): void => tell(`${set.name}, round ${round + 1} of ${rounds}, ${name}`);
    const samples = await interleave(contendersOf(copiers, source, place, set), rounds, 0, onTurn);
    rows.push(...compareAll(set, samples, copiers));
    const table = tabulate(`hand-off of ${set.name}`, samples, copiers);
    // Already now: the next set may take an hour.
    process.stderr.write(`\n${renderTable(table)}\n\n`);
    tables.push(table);
    rmSync(place, { recursive: true });
  }
  return { rows, tables, skipped };
}

function tell(what: string): void {
  process.stderr.write(`bench: hand-off of ${what} (load ${currentLoad()})\n`);
}

function inGigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}

function contendersOf(
  copiers: readonly Copier[],
  source: string,
  folder: string,
  { manyFiles }: SampleSet,
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
      if (manyFiles) emptyLargeFiles(copy);
      else rmSync(place, { recursive: true });
      return sample;
    },
  }));
}

/** Their room is free again, their inodes are not. */
function emptyLargeFiles(folder: string): void {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && statSync(path).size > LARGE_BYTES) truncateSync(path);
  }
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
