import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { listSessionsIn } from "../../src/session/list-sessions.js";
import { readSessionIn } from "../../src/session/read-session.js";
import { buildProgram } from "../fixtures/build-program.js";
import { performSession } from "../fixtures/miniature-session.js";
import { startProgram } from "../fixtures/start-program.js";
import { nodeFileSystem } from "@rigline/foundation/platform";

/** Half of the record is on the disk, as a power cut leaves it; all of it is, and nothing was done on it yet. */
const MOMENTS = ["half", "after"] as const;
/** Processes at once; the machine is small. */
const SIDE_BY_SIDE = 4;

let program: string;
const folders: string[] = [];

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), "rigline-program-"));
  folders.push(folder);
  program = await buildProgram("session-program", folder);
});

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

interface Rig {
  readonly dataDir: string;
  run(command: "run" | "resume", killWrite?: number, killMoment?: string): Promise<"done" | "killed">;
  /** In this process: what it goes by lies in files. */
  resumeHere(): Promise<void>;
  /** How often each step did its work. */
  effects(): ReadonlyMap<string, number>;
  /** What the journal says has finished. */
  finished(): readonly string[];
  /** What remains in the end, but for times. */
  state(): unknown;
}

function createRig(): Rig {
  const dataDir = mkdtempSync(join(tmpdir(), "rigline-kill-"));
  folders.push(dataDir);
  const lockName = randomBytes(8).toString("hex");
  const directory = (): string | undefined => listSessionsIn(nodeFileSystem, dataDir)[0]?.directory;
  return {
    dataDir,
    run: async (command, killWrite = 0, killMoment = "") => {
      const started = startProgram(program, [command, dataDir, lockName, String(killWrite), killMoment]);
      const saidSo = started.readLine().then(
        (line) => line === "killed",
        () => false,
      );
      const { code, signal } = await started.ended;
      const killed = (await saidSo) && (process.platform === "win32" ? code === 1 : signal === "SIGKILL");
      if (!killed) expect([code, signal]).toEqual([0, null]);
      return killed ? "killed" : "done";
    },
    resumeHere: () => performSession("resume", { dataDir, rigName: lockName }),
    effects: () => {
      const counts = new Map<string, number>();
      for (const name of readFileSync(join(dataDir, "effects"), { encoding: "utf8", flag: "a+" })
        .split("\n")
        .slice(0, -1))
        counts.set(name, (counts.get(name) ?? 0) + 1);
      return counts;
    },
    finished: () => {
      const restored = readSessionIn(nodeFileSystem, directory() ?? "");
      const done = [...restored.runners.values()].filter(({ report }) => report.state === "done");
      return [...[...restored.hooks].map((hook) => `hook ${hook}`), ...done.map(({ report }) => report.name)];
    },
    state: () => {
      const { outcome, hooks, runners, exitCode } = readSessionIn(nodeFileSystem, directory() ?? "");
      const ends = [...runners.values()].map(
        ({ report, result }) => `${report.name} ${report.state} ${JSON.stringify(result)}`,
      );
      return {
        outcome,
        exitCode,
        hooks: [...hooks].sort(),
        runners: ends.sort(),
        unfinished: listSessionsIn(nodeFileSystem, dataDir)[0]?.unfinished,
      };
    },
  };
}

function describeKilled(rig: Rig): { finished: readonly string[]; inExperiment: boolean; unfinished: boolean } {
  const [summary] = listSessionsIn(nodeFileSystem, rig.dataDir);
  const inExperiment = summary?.runners.some(({ name, state }) => name === "experiment" && state === "running");
  return { finished: rig.finished(), inExperiment: inExperiment ?? false, unfinished: summary?.unfinished ?? false };
}

async function sideBySide<Item>(items: readonly Item[], action: (item: Item) => Promise<void>): Promise<void> {
  const left = [...items];
  const work = async (): Promise<void> => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await action(item);
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, work));
}

// sessionOpened with the answers is one write; 3 hooks and 5 runners of two records each; experimentEnded and closed.
const WRITES = 1 + 2 * 3 + 2 * 5 + 2;

test(
  "killed in and after any write of its journal and resumed, a session ends as if it had not been",
  { timeout: 240_000 },
  async () => {
    const whole = createRig();
    expect(await whole.run("run", WRITES + 1, "half")).toBe("done");
    const expected = whole.state();
    expect(expected).toMatchObject({ outcome: "success", exitCode: 0, unfinished: false });

    const points = Array.from({ length: WRITES }, (_, index) => MOMENTS.map((moment) => ({ write: index + 1, moment })))
      .flat()
      // In its first record: that is the next test.
      .slice(1);
    const diedInExperiment: string[] = [];
    await sideBySide(points, async ({ write, moment }) => {
      const point = `${moment} ${write}`;
      const rig = createRig();
      expect([point, await rig.run("run", write, moment)]).toEqual([point, "killed"]);
      const known = describeKilled(rig);
      expect({ point, ...known }).toMatchObject({ point, unfinished: write !== WRITES || moment === "half" });
      if (!known.unfinished) return;
      await rig.resumeHere();
      const effects = rig.effects();
      const twice = [...known.finished, "experiment"].filter((step) => (effects.get(step) ?? 0) > 1);
      expect({ point, twice, transferred: effects.has("transfer") }).toEqual({ point, twice: [], transferred: true });
      if (known.inExperiment) diedInExperiment.push(point);
      const end = known.inExperiment ? { outcome: "failed", exitCode: 0, unfinished: false } : expected;
      expect({ point, end: rig.state() }).toMatchObject({ point, end });
    });
    // The experiment begins with the sixth write, and its end is the seventh.
    expect(diedInExperiment.sort()).toEqual(["after 6", "half 7"]);
  },
);

test("killed before its first record is whole, a session was never there", async () => {
  const rig = createRig();
  expect(await rig.run("run", 1, "half")).toBe("killed");
  expect(rig.effects().size).toBe(0);
  expect(listSessionsIn(nodeFileSystem, rig.dataDir)).toMatchObject([
    {
      unfinished: false,
      problem: "its journal is missing or empty: it was lost, or the launcher died before the session was opened",
    },
  ]);
});

test(
  "killed again and again while it is resumed, it still arrives, and no finished step is repeated",
  { timeout: 240_000 },
  async () => {
    const rig = createRig();
    expect(await rig.run("run", 4, "half")).toBe("killed");
    const finished = new Set<string>();
    let kills = 0;
    // Each resume writes that it resumes, then gets a few records further before it dies.
    while ((await rig.run("resume", 4, MOMENTS[kills % 2])) === "killed") {
      for (const step of rig.finished()) finished.add(step);
      const effects = rig.effects();
      expect([...finished].filter((step) => effects.get(step) !== 1)).toEqual([]);
      kills += 1;
      expect(kills).toBeLessThan(40);
    }
    expect(kills).toBeGreaterThan(3);
    const effects = rig.effects();
    expect([...finished].filter((step) => effects.get(step) !== 1)).toEqual([]);
    expect(rig.state()).toMatchObject({ exitCode: 0, unfinished: false });
  },
);
