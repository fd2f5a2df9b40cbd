// What it costs that each source is read a second time, past the cache and beside what is read back of its copy (`verify_source`).
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { type Copier, rigline } from "./copiers.js";
import { interleave } from "./interleave.js";
import { compare, type Row } from "./row.js";
import { runPrograms } from "./run-program.js";
import { digestTree, writeLargeFiles, writeSmallFiles } from "./sample-tree.js";
import type { Contender } from "./sample.js";
import type { SuiteOptions, SuiteResult } from "./suite.js";

const ROUNDS = 5;
const MEMORY = "/dev/shm";
const CACHES = "/proc/sys/vm/drop_caches";
const ONCE = "read once";
const TWICE = "read twice";
/** Of the time that it takes with one reading, where source and copy are on disks of their own. */
const MOST = 1.35;

export async function benchSecondReading({ folder, full, apart }: SuiteOptions): Promise<SuiteResult> {
  const isCold = dropCaches();
  const megabytes = full ? 1024 : 128;
  const what = `4 files of ${megabytes} MB and 500 of 20 kB${isCold ? "" : ", sources in the cache"}`;
  const away = apart ?? (existsSync(MEMORY) ? MEMORY : undefined);
  const rows: Row[] = [];
  for (const disks of ["separate", "one"] as const) {
    if (disks === "separate" && away === undefined) continue;
    const place = mkdtempSync(join(folder, "sources-"));
    // The copy elsewhere: what is to be read a second time is on the disk that is measured.
    const target = disks === "separate" && away !== undefined ? mkdtempSync(join(away, "rigline-bench-")) : place;
    const source = join(place, "source");
    mkdirSync(join(source, "films"), { recursive: true });
    mkdirSync(join(source, "trials"));
    writeLargeFiles(join(source, "films"), 4, megabytes);
    writeSmallFiles(join(source, "trials"), 500, 20);
    const contenders = [rigline(ONCE, { verify: "device" }), rigline(TWICE, { verify: "device", verify_source: true })];
    const samples = await interleave(
      contenders.map((one) => contenderOf(one, source, target)),
      ROUNDS,
      0,
    );
    const where = disks === "one" ? "one disk" : apart === undefined ? "to memory" : "to another disk";
    rows.push(
      compare(samples, {
        what: `second reading, ${where}: ${what}`,
        ours: TWICE,
        peer: ONCE,
        // Memory is no disk: there nothing is read back that the second reading could go beside.
        ...(disks === "separate" && apart !== undefined ? { target: { ratioUpTo: MOST } } : {}),
      }),
    );
    for (const one of new Set([place, target])) rmSync(one, { recursive: true });
  }
  return {
    rows,
    skipped: apart === undefined ? ["second reading between two disks: name a folder on another one with --apart"] : [],
  };
}

function contenderOf(copier: Copier, source: string, target: string): Contender {
  const digest = digestTree(source);
  return {
    name: copier.name,
    turn: async () => {
      const place = mkdtempSync(join(target, "turn-"));
      const { programs, copy } = copier.prepare(source, place);
      if (process.platform === "linux") await execa("sync");
      dropCaches();
      const sample = await runPrograms(programs, place);
      if (digestTree(copy) !== digest) throw new Error(`${copier.name}: the copy differs from its source`);
      rmSync(place, { recursive: true });
      return sample;
    },
  };
}

/** So that the first reading comes from the disk too, as that of a session of hours does. False: only root may. */
function dropCaches(): boolean {
  try {
    writeFileSync(CACHES, "1");
    return true;
  } catch {
    return false;
  }
}
