import { cpSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { definePlugin } from "../../src/plugins/define-plugin.js";
import type { Plugin } from "../../src/plugins/plugin.js";
import { listSessionsIn } from "../../src/session/list-sessions.js";
import { readSessionIn } from "../../src/session/read-session.js";
import { useLauncherBench, WELL } from "./launcher-bench.js";
import { nodeFileSystem } from "@rigline/foundation/platform";

/**
 * Sessions of the launcher before its hooks of the end were renamed (commit b3d6059), each killed in the step that is named
 * here by its present name; `steps` is what that launcher itself did when it resumed them.
 */
const GOLDEN = fileURLToPath(new URL("../fixtures/golden/sessions", import.meta.url));
const AFTER = ["experimentEnded", "send", "sessionEnded", "teardown"];
const SESSIONS = [
  { subject: "614171", killed: "not at all", steps: ["teardown"], outcome: "success", exitCode: 0 },
  {
    subject: "614172",
    killed: "in sessionStarted",
    steps: ["sessionStarted", "weigh", "experiment", ...AFTER],
    outcome: undefined,
    exitCode: 0,
  },
  { subject: "614173", killed: "in weigh", steps: ["weigh", "experiment", ...AFTER], outcome: undefined, exitCode: 0 },
  { subject: "614174", killed: "in the experiment", steps: AFTER, outcome: "failed", exitCode: 7 },
  { subject: "614175", killed: "in experimentEnded", steps: AFTER, outcome: "success", exitCode: 0 },
  {
    subject: "614176",
    killed: "in send",
    steps: ["send", "sessionEnded", "teardown"],
    outcome: "success",
    exitCode: 0,
  },
  {
    subject: "614177",
    killed: "not at all, and send failed",
    steps: ["send", "sessionEnded", "teardown"],
    outcome: "success",
    exitCode: 0,
  },
  {
    subject: "614178",
    killed: "in sessionEnded",
    steps: ["sessionEnded", "teardown"],
    outcome: "success",
    exitCode: 0,
  },
  { subject: "614179", killed: "in teardown", steps: ["teardown"], outcome: "success", exitCode: 0 },
];

const bench = useLauncherBench();

function watcher(steps: string[]): Plugin {
  const note = (step: string) => (): void => void steps.push(step);
  return definePlugin({
    name: "watcher",
    version: "1.0.0",
    hooks: {
      ready: ({ runners }) => {
        const result = { parse: (value: unknown) => value as number };
        runners.add({ name: "weigh", phase: "preSession", result, run: () => (steps.push("weigh"), 23.4) });
        runners.add({ name: "send", phase: "postSession", run: note("send") });
      },
      sessionStarted: note("sessionStarted"),
      experimentEnded: note("experimentEnded"),
      sessionEnded: note("sessionEnded"),
      teardown: note("teardown"),
    },
  });
}

function copyGolden(subject: string): string {
  const [name = ""] = readdirSync(join(GOLDEN, subject));
  const directory = join(bench.folder, "data", subject, name);
  cpSync(join(GOLDEN, subject, name), directory, { recursive: true });
  return directory;
}

describe("a session whose journal was written when the hooks of its end had other names", () => {
  test.for(SESSIONS)("killed $killed, goes on where it was", async ({ subject, steps, exitCode, outcome }) => {
    const directory = copyGolden(subject);
    expect(readSessionIn(nodeFileSystem, directory)).toMatchObject({ outcome, session: { subject, directory } });
    const done: string[] = [];
    const launcher = await bench.open({
      plugins: [watcher(done)],
      processes: { run: () => (done.push("experiment"), Promise.resolve(WELL)) },
    });
    const report = await launcher.run({ resume: { directory } });
    expect(done).toEqual(steps);
    expect(report.exitCode).toBe(exitCode);
    expect(readSessionIn(nodeFileSystem, directory)).toMatchObject({ ended: true, exitCode });
    const words = readFileSync(join(directory, ".rigline", "journal.jsonl"), "utf8").split('"resumed"')[1];
    expect(words).not.toMatch(/step(Started|Finished)|runnersDone/);
  });

  test("is resumed a second time by what both launchers have written", async () => {
    const directory = copyGolden("614176");
    await (await bench.open({ plugins: [watcher([])] })).run({ resume: { directory } });
    const done: string[] = [];
    const again = await bench.open({ plugins: [watcher(done)] });
    expect((await again.run({ resume: { directory } })).exitCode).toBe(0);
    expect(done).toEqual(["teardown"]);
  });

  test("is listed with its outcome and what it still owes", () => {
    for (const { subject } of SESSIONS) copyGolden(subject);
    const listed = listSessionsIn(nodeFileSystem, join(bench.folder, "data")).map(
      ({ subject, outcome, unfinished, owed, problem }) => ({
        subject,
        outcome,
        unfinished,
        owed,
        problem,
      }),
    );
    const known = { problem: undefined, outcome: "success" };
    expect(listed.toSorted((left, right) => left.subject.localeCompare(right.subject))).toEqual([
      { ...known, subject: "614171", unfinished: false, owed: [] },
      { ...known, subject: "614172", unfinished: true, owed: undefined, outcome: undefined },
      { ...known, subject: "614173", unfinished: true, owed: undefined, outcome: undefined },
      { ...known, subject: "614174", unfinished: true, owed: undefined, outcome: "failed" },
      ...["614175", "614176"].map((subject) => ({ ...known, subject, unfinished: true, owed: undefined })),
      { ...known, subject: "614177", unfinished: true, owed: ["send"] },
      ...["614178", "614179"].map((subject) => ({ ...known, subject, unfinished: true, owed: undefined })),
    ]);
  });
});
