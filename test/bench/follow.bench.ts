// What it costs an experiment that it is copied while it records, and how soon after its last byte its verified copy is there.
import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { nodeFileSystem } from "@rigline/foundation/platform";
import { writeFollowRequest } from "@rigline/manifest/follow";
import { makeRig, type Rig } from "./daemon/rig.js";
import { findServices, OURS, withService, type RunningService } from "./daemon/services.js";
import { quantity, times } from "./render.js";
import type { SideTable, SuiteOptions, SuiteResult } from "./suite.js";

const RECORDER = fileURLToPath(new URL("recorder.mjs", import.meta.url));
const SESSION = "s0";
const MEMORY = "/dev/shm";
const ROUNDS = 12;
/** What writes beside nothing is measured twice a round: how far these two are apart is what the figure's last digits are worth. */
const ARMS = ["alone", "copied beside", "alone again"] as const;
const MOST_P99 = 1.05;
const MOST_SECONDS = 10;

interface Recording {
  readonly perSecond: number;
  readonly total: number;
  readonly perFilm: number;
  readonly kind: "written" | "sparse";
}

interface Recorded {
  /** Of each write, milliseconds. */
  readonly took: readonly number[];
  /** Milliseconds since the epoch. */
  readonly ended: number;
}

export async function benchFollow({ folder, full }: SuiteOptions): Promise<SuiteResult> {
  const written = { perSecond: 40, total: 600, perFilm: 60, kind: "written" } as const;
  const sparse = {
    perSecond: full ? 100 : 60,
    total: full ? 20_000 : 3000,
    perFilm: full ? 1000 : 250,
    kind: "sparse",
  } as const;
  const tables = [
    await benchWriter(folder, written, ROUNDS),
    // As where a rig's own disk is the destination: no target, since the order in which a disk serves programs is not ours.
    ...(existsSync(MEMORY) ? [await benchWriter(folder, written, 2, "same disk")] : []),
    await benchEnd(folder, sparse),
  ];
  return { rows: [], tables };
}

/** In turn with and without, each in a folder of its own, and each at each place of a round equally often. */
async function benchWriter(
  folder: string,
  recording: Recording,
  rounds: number,
  where: "apart" | "same disk" = "apart",
): Promise<SideTable> {
  const took = { alone: [] as number[], "copied beside": [] as number[], "alone again": [] as number[] };
  for (let round = 0; round < rounds; round += 1)
    for (const arm of [...ARMS.slice(round % 3), ...ARMS.slice(0, round % 3)]) {
      const root = join(folder, `writer ${round} ${arm}`);
      // A share is no disk of the rig's: what comes there must not be written beside the recording.
      const apart = where === "apart" ? makeApart(root) : join(root, "destination");
      const rig = makeSession(root, arm === "copied beside", apart);
      const recorded = await withDaemon(rig, () => record(rig, recording));
      took[arm].push(...recorded.took);
      for (const one of [root, apart]) rmSync(one, { recursive: true, force: true });
    }
  const alone = [...took.alone, ...took["alone again"]];
  const lines = [50, 99, 99.9].map((percent): string[] => {
    const ratio = percentile(took["copied beside"], percent) / percentile(alone, percent);
    const target =
      percent === 99 && where === "apart" ? [`≤ ${MOST_P99}×`, ratio <= MOST_P99 ? "yes" : "NO"] : ["", ""];
    return [
      `p${percent}`,
      quantity(percentile(alone, percent) / 1000, "seconds"),
      times(percentile(took["alone again"], percent) / percentile(took.alone, percent)),
      quantity(percentile(took["copied beside"], percent) / 1000, "seconds"),
      times(ratio),
      ...target,
    ];
  });
  const { perSecond, total } = recording;
  return {
    title: `follow: an experiment's writes of 1 MiB, ${perSecond} in a second, ${rounds} times ${total}, copied to ${where === "apart" && existsSync(MEMORY) ? "memory" : "the same disk"}`,
    columns: ["", "alone", "again to first", "copied beside", "ratio", "wanted", "met"],
    lines,
    ...(where === "apart" ? { met: [lines[1]?.at(-1) === "yes"] } : {}),
  };
}

async function benchEnd(folder: string, recording: Recording): Promise<SideTable> {
  const seconds = { alone: 0, followed: 0 };
  for (const follow of [false, true]) {
    const root = join(folder, `end ${follow}`);
    const rig = makeSession(root, follow);
    seconds[follow ? "followed" : "alone"] = await withDaemon(rig, async ({ said }) => {
      const { ended } = await record(rig, recording);
      rig.hand(SESSION);
      const copied = (await said("copied", 1)) ?? Number.NaN;
      return (performance.timeOrigin + copied - ended) / 1000;
    });
    rmSync(root, { recursive: true });
  }
  const { total, perFilm, perSecond } = recording;
  const oneFile = (seconds.alone * perFilm) / total;
  const most = MOST_SECONDS + oneFile;
  const isMet = seconds.followed < most;
  return {
    title: `follow: from the last byte to the published copy of ${total} MB in files of ${perFilm} MB with holes, and ${total / 10} small ones, recorded at ${perSecond} MB/s`,
    columns: ["", "seconds", "wanted", "met"],
    lines: [
      ["copied when it has ended", seconds.alone.toFixed(1), "", ""],
      ["the same, of one file", oneFile.toFixed(1), "", ""],
      ["copied while it runs", seconds.followed.toFixed(1), `< ${most.toFixed(1)}`, isMet ? "yes" : "NO"],
    ],
    met: [isMet],
  };
}

/** A folder that is not on the disk of this one, where there is such a place. */
function makeApart(root: string): string {
  return existsSync(MEMORY) ? mkdtempSync(join(MEMORY, "rigline-bench-")) : join(root, "destination");
}

/** A rig whose data are a folder of a session that runs. */
function makeSession(root: string, follow: boolean, destination = join(root, "destination")): Rig {
  mkdirSync(root);
  const rig = makeRig(root, { settings: { follow, verify: "cache" }, data: join(root, "session", "behavior") });
  if (follow)
    writeFollowRequest(nodeFileSystem, join(root, "flag"), {
      session: SESSION,
      directory: dirname(rig.data),
      destination,
      since: new Date().toISOString(),
      contract: { wholeWhen: "renamed", suffix: ".inprogress", quietSeconds: 30, list: "list.jsonl", first: [] },
      include: [],
      exclude: [],
      keepDays: 1,
      launcher: process.pid,
    });
  mkdirSync(join(dirname(rig.data), ".rigline"));
  return rig;
}

async function withDaemon<T>(rig: Rig, use: (running: RunningService) => Promise<T>): Promise<T> {
  const [ours] = (await findServices()).filter(({ name }) => name === OURS);
  if (ours === undefined) throw new Error("the daemon is not there");
  return withService(ours, rig, use);
}

async function record(rig: Rig, { perSecond, total, perFilm, kind }: Recording): Promise<Recorded> {
  const args = [RECORDER, rig.data, perSecond, total, perFilm, kind].map(String);
  const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 64 * 1024 * 1024 });
  return JSON.parse(stdout) as Recorded;
}

function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? Number.NaN;
}
