// A finished copy that is asked for again, nothing of it changed: beside one reading of both sides, hashed, by a program that does nothing else.
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { OURS, rigline } from "./copiers.js";
import { interleave } from "./interleave.js";
import { compare, type Row } from "./row.js";
import { runPrograms } from "./run-program.js";
import { writeLargeFiles, writeSmallFiles } from "./sample-tree.js";
import type { SuiteOptions, SuiteResult } from "./suite.js";

const READ_BOTH = fileURLToPath(new URL("read-both.mjs", import.meta.url));
const PEER = "both sides read and hashed";

export async function benchAgain({ folder, full, rounds = 5 }: SuiteOptions): Promise<SuiteResult> {
  const [files, megabytes, trials] = full ? [4, 512, 20_000] : [4, 128, 5_000];
  const sets = [
    { name: `${files} files of ${megabytes} MB`, write: (source: string) => writeLargeFiles(source, files, megabytes) },
    {
      name: `${trials.toLocaleString("en")} files of 20 kB`,
      write: (source: string) => writeSmallFiles(source, trials, 20),
    },
  ];
  const rows: Row[] = [];
  for (const [index, { name, write }] of sets.entries()) {
    const place = join(folder, `set-${index}`);
    const source = join(place, "source");
    mkdirSync(source, { recursive: true });
    write(source);
    const first = rigline().prepare(source, place);
    await runPrograms(first.programs, folder);
    const contenders = [
      { name: OURS, turn: () => runPrograms(rigline().prepare(source, place).programs, folder) },
      {
        name: PEER,
        turn: () => runPrograms([{ command: process.execPath, args: [READ_BOTH, source, first.copy] }], folder),
      },
    ];
    const samples = await interleave(contenders, rounds);
    const what = `asked for again: ${name}`;
    rows.push(compare(samples, { what, ours: OURS, peer: PEER, target: { ratioUpTo: 1.2 } }));
    rows.push(compare(samples, { what: `${what}, processor`, ours: OURS, peer: PEER, measure: "cpuSeconds" }));
    rmSync(place, { recursive: true });
  }
  return { rows };
}
