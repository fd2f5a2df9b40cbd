// The cost of a small file must not grow with their number. What a hand-off costs without any is in none of these figures: it is the same in all of
// them, and only what more of it more files take is looked at.
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { rigline } from "./copiers.js";
import { interleave } from "./interleave.js";
import { compare } from "./row.js";
import { runPrograms } from "./run-program.js";
import { writeSmallFiles } from "./sample-tree.js";
import type { Sample, Samples } from "./sample.js";
import type { SuiteOptions, SuiteResult } from "./suite.js";

const KILOBYTES = 2;

export async function benchPerFile({ folder, full, rounds = 5 }: SuiteOptions): Promise<SuiteResult> {
  const counts = full ? ([1_000, 10_000, 100_000] as const) : ([100, 1_000, 10_000] as const);
  const contenders = counts.map((count) => {
    const source = join(folder, `source-${count}`);
    mkdirSync(source);
    writeSmallFiles(source, count, KILOBYTES);
    const turn = async (): Promise<Sample> => {
      const place = mkdtempSync(join(folder, "turn-"));
      return runPrograms(rigline().prepare(source, place).programs, folder);
    };
    return { name: String(count), turn };
  });
  const onTurn = (round: number, name: string): void =>
    void process.stderr.write(`bench: per-file, round ${round + 1} of ${rounds}, ${name} files\n`);
  const samples = await interleave(contenders, rounds, 1, onTurn);
  const [few, some, many] = counts;
  const [ours, peer] = [many, some].map((count) => `among ${count.toLocaleString("en")}`) as [string, string];
  const each: Samples = new Map([
    [ours, perFile(samples, some, many)],
    [peer, perFile(samples, few, some)],
  ]);
  // Here and not with the turns: ext4 gives no inode away that was freed a moment ago, and looks for others longer than a copy takes.
  rmSync(folder, { recursive: true });
  const what = `cost of a file of ${KILOBYTES} kB: ${ours}`;
  return {
    rows: [
      compare(each, { what, ours, peer, target: { ratioUpTo: 1.2 } }),
      compare(each, { what: `${what}, processor`, ours, peer, measure: "cpuSeconds", target: { ratioUpTo: 1.2 } }),
    ],
  };
}

/** Round by round, what one more file cost between two numbers of them. */
function perFile(samples: Samples, fewer: number, more: number): readonly Sample[] {
  return (samples.get(String(more)) ?? []).map((sample, round) => {
    const less = samples.get(String(fewer))?.[round] ?? { seconds: Number.NaN };
    const files = more - fewer;
    const seconds = (sample.seconds - less.seconds) / files;
    if (sample.cpuSeconds === undefined || less.cpuSeconds === undefined) return { seconds };
    return { seconds, cpuSeconds: (sample.cpuSeconds - less.cpuSeconds) / files };
  });
}
