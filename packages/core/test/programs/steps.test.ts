import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { nodeFileSystem } from "@rigline/foundation/platform";
import { describe, expect, test } from "vitest";
import type { LauncherConfigInput } from "../../src/config/launcher-config.js";
import { definePlugin } from "../../src/plugins/define-plugin.js";
import { renderReport } from "../../src/report/render-report.js";
import { readSessionIn } from "../../src/session/read-session.js";
import { PYTHON, useProgramBench } from "./program-bench.js";

const bench = useProgramBench();

type Step = NonNullable<LauncherConfigInput["steps"]>[number];

function step(name: string, code: string, more: Partial<Step> = {}): Step {
  return { name, phase: "post", command: ["node", "--eval", code], ...more };
}

const SAY = (text: string) => `require("node:fs").appendFileSync("said.txt", ${JSON.stringify(`${text}\n`)})`;

function said(): string[] {
  const file = join(bench.folder, "said.txt");
  return existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : [];
}

test("steps run in their phases around the experiment, each phase in the order of the list", async () => {
  const report = await bench.run({
    config: {
      experiment: { command: ["node", "--eval", SAY("experiment")] },
      steps: [
        step("quality", SAY("quality")),
        step("camera", SAY("camera"), { phase: "pre" }),
        step("curriculum", SAY("curriculum"), { phase: "session" }),
        step("summary", SAY("summary")),
      ],
    },
  });
  expect(said()).toEqual(["camera", "experiment", "curriculum", "quality", "summary"]);
  expect(report).toMatchObject({ outcome: "success", exitCode: 0 });
  expect(report.runners.map(({ name, phase, plugin, state }) => [name, phase, plugin, state])).toEqual([
    ["camera", "preSession", "core", "done"],
    ["experiment", "session", "core", "done"],
    ["curriculum", "session", "core", "done"],
    ["quality", "postSession", "core", "done"],
    ["summary", "postSession", "core", "done"],
  ]);
});

test("a Python step gets the session as JSON, what it needs, and says its result and lines of the report", async () => {
  const report = await bench.run({
    files: {
      "weigh.py": [
        "import json, os, sys",
        "request = json.load(sys.stdin)",
        "assert request == json.load(open(os.environ['RIGLINE_INPUT'], encoding='utf-8'))",
        "json.dump({'weight': 21.5, 'name': 'Ä', 'report': {'weight': '21.5 g'}}, open(os.environ['RIGLINE_RESULT'], 'w', encoding='utf-8'))",
        "print('not the result')",
      ].join("\n"),
      "use.py": "import json, sys\nrequest = json.load(sys.stdin)\nprint(json.dumps({'seen': request}))\n",
    },
    config: {
      steps: [
        { name: "weigh", phase: "pre", command: [PYTHON, "weigh.py"] },
        { name: "use", phase: "post", command: [PYTHON, "use.py", "{subject}"], needs: ["weigh", "experiment"] },
      ],
    },
  });
  const weigh = report.runners.find(({ name }) => name === "weigh");
  expect(weigh?.details).toEqual([{ label: "weight", value: "21.5 g" }]);
  const used = readSessionIn(nodeFileSystem, report.session.directory).runners.get("use")?.result as
    | { seen: object }
    | undefined;
  expect(used?.seen).toMatchObject({
    kind: "step",
    name: "use",
    phase: "post",
    attempt: 1,
    outcome: "success",
    results: { weigh: { weight: 21.5, name: "Ä" }, experiment: { reason: "exit", code: 0 } },
    session: { subject: "614173", rig_name: report.session.rigName, directory: report.session.directory },
  });
});

test("a traceback is in the report: its last line in the reason, the lines before it below", async () => {
  const report = await bench.run({
    files: { "bad.py": "import sys\nprint('half way')\ndef f():\n  raise ValueError('no trials')\nf()\n" },
    config: { steps: [{ name: "bad", phase: "post", command: [PYTHON, "bad.py"] }] },
  });
  expect(report).toMatchObject({ exitCode: 8, outcome: "success" });
  const bad = report.runners.find(({ name }) => name === "bad");
  expect(bad).toMatchObject({ state: "failed", code: "PROGRAM_FAILED" });
  expect(bad?.reason).toBe("step bad (bad.py) exited with code 1: ValueError: no trials");
  expect(bad?.details?.[0]).toMatchObject({ label: "last words", value: expect.stringContaining("Traceback") });
  expect(renderReport(report)).toContain('File "');
});

test("before the experiment a step that fails keeps it from starting; with on_failure: continue it does not", async () => {
  const bad = step("camera", "process.exit(3)", { phase: "pre" });
  const refused = await bench.run({ config: { steps: [bad] } });
  expect(refused).toMatchObject({
    outcome: "failed",
    reason: expect.stringContaining("camera (node) exited with code 3"),
  });
  expect(refused.runners.find(({ name }) => name === "experiment")?.state).toBe("skipped");
});

test("a failure that does not count", async () => {
  const bad = step("camera", "process.exit(3)", { phase: "pre", on_failure: "continue" });
  expect(await bench.run({ config: { steps: [bad] } })).toMatchObject({ outcome: "success", exitCode: 0 });
});

test("exit codes that count as success", async () => {
  const robocopy = step("robocopy", "process.exit(3)", { success_exit_codes: [0, 1, 2, 3] });
  expect(await bench.run({ config: { steps: [robocopy] } })).toMatchObject({ exitCode: 0 });
});

test("how often it is tried may be a number alone", async () => {
  const flaky = step("flaky", "process.exit(Number(process.env.RIGLINE_ATTEMPT) < 2 ? 1 : 0)", { retry: 2 });
  const report = await bench.run({ config: { steps: [flaky] } });
  expect(report.runners.find(({ name }) => name === "flaky")).toMatchObject({ state: "done", attempts: 2 });
});

test("it is tried again as often as it is to be", async () => {
  const code = `${SAY("tried")}; process.exit(Number(process.env.RIGLINE_ATTEMPT) < 3 ? 1 : 0)`;
  const flaky = step("flaky", code, { retry: { attempts: 3, first_delay_seconds: 0 } });
  const report = await bench.run({ config: { steps: [flaky] } });
  expect(report.runners.find(({ name }) => name === "flaky")).toMatchObject({ state: "done", attempts: 3 });
  expect(said()).toHaveLength(3);
});

test("a result is that of its own attempt", async () => {
  const write = 'require("node:fs").writeFileSync(process.env.RIGLINE_RESULT, "1")';
  const code = `if (process.env.RIGLINE_ATTEMPT === "1") { ${write}; process.exit(1) }`;
  const report = await bench.run({
    config: { steps: [step("twice", code, { retry: { attempts: 2, first_delay_seconds: 0 } })] },
  });
  const { report: twice, result } = readSessionIn(nodeFileSystem, report.session.directory).runners.get("twice") ?? {};
  expect(twice).toMatchObject({ state: "done", attempts: 2 });
  expect(result).toBeUndefined();
});

test("one that hangs is ended at its time, and its last words are kept", async () => {
  const code = "console.error('waiting for the camera'); setInterval(() => {}, 1000)";
  const hangs = step("hangs", code, { timeout_seconds: 1, grace_seconds: 0.2 });
  const hung = (await bench.run({ config: { steps: [hangs] } })).runners.find(({ name }) => name === "hangs");
  expect(hung).toMatchObject({ state: "failed", code: "PROGRAM_FAILED" });
  expect(hung?.reason).toMatch(/step hangs \(node\) ran longer than 1.* s and .*: waiting for the camera$/);
});

describe("what a step needs", () => {
  test("where it fails, the step is skipped; whoever only comes after it runs", async () => {
    const report = await bench.run({
      config: {
        steps: [
          step("map", "process.exit(1)"),
          step("publish", SAY("published"), { needs: ["map"] }),
          step("tell", SAY("told"), { after: ["map"] }),
        ],
      },
    });
    expect(report.runners.map(({ name, state }) => `${name} ${state}`)).toEqual([
      "experiment done",
      "map failed",
      "publish skipped",
      "tell done",
    ]);
    expect(said()).toEqual(["told"]);
  });

  test("a plugin's runner: the step comes behind it, and gets its result", async () => {
    const plugin = definePlugin({
      name: "lab",
      version: "1.0.0",
      hooks: {
        ready: ({ runners }) =>
          void runners.add({
            name: "upload",
            phase: "postSession",
            result: { parse: (value) => value },
            run: () => ({ id: 7 }),
          }),
      },
    });
    const code = `process.stdin.on("data", (text) => require("node:fs").writeFileSync("said.txt", String(JSON.parse(text).results.upload.id)))`;
    const report = await bench.run({
      plugins: [plugin],
      config: { steps: [step("notify", code, { needs: ["upload"] })] },
    });
    expect(report.exitCode).toBe(0);
    expect(said()).toEqual(["7"]);
  });

  test.each<[string, readonly Step[], string, string]>([
    [
      "a name that there is not",
      [step("a", ""), step("b", "", { needs: ["experimnt"] })],
      "steps[1].needs[0]",
      'Did you mean "experiment"?',
    ],
    [
      "a circle",
      [step("a", "", { after: ["b"] }), step("b", "", { needs: ["a"] })],
      "steps[0].after[0]",
      "and these wait for each other: a, b",
    ],
    [
      "one of a later phase",
      [step("a", "", { phase: "pre", needs: ["b"] }), step("b", "")],
      "steps[0].needs[0]",
      "which runs later (postSession)",
    ],
    ["itself", [step("a", "", { needs: ["a"] })], "steps[0].needs[0]", "and these wait for each other: a"],
  ])("%s is refused before anything runs", async (_what, steps, path, why) => {
    const error = await bench.run({ config: { steps: [...steps] } }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "STEP_NEED_INVALID", exit: "config", where: { path } });
    expect((error as Error).message).toContain(why);
  });
});

test("a step runs behind what it names, wherever that stands in the list", async () => {
  const steps = [
    step("last", SAY("last"), { after: ["first"] }),
    step("first", SAY("first")),
    step("other", SAY("other")),
  ];
  await bench.run({ config: { steps } });
  expect(said()).toEqual(["first", "other", "last"]);
});

test("no two steps have one name, in whatever case of letters", () => {
  expect(() => bench.open({ config: { steps: [step("weigh", ""), step("Weigh", "")] } })).toThrow(
    "is a name that another one has",
  );
  expect(() => bench.open({ config: { steps: [step("a/b", "")] } })).toThrow("can't be a name: it has the character");
});

test("after which outcomes a step runs", async () => {
  const report = await bench.run({
    config: {
      experiment: { command: ["node", "--eval", "process.exit(1)"] },
      steps: [
        step("always", SAY("always")),
        step("good", SAY("good"), { when: { outcome: ["success"] } }),
        step("bad", SAY("bad"), { when: { outcome: ["failed", "aborted"] } }),
      ],
    },
  });
  expect(said()).toEqual(["always", "bad"]);
  expect(report.exitCode).toBe(7);
});

describe("an experiment of several stages", () => {
  const stages = (second: string) => [
    { name: "habituation", command: ["node", "--eval", SAY("habituation")] },
    { name: "task", command: ["node", "--eval", second] },
    { name: "washout", command: ["node", "--eval", SAY("washout")] },
  ];

  test("runs one after the other", async () => {
    const report = await bench.run({ config: { experiment: stages(SAY("task")) } });
    expect(said()).toEqual(["habituation", "task", "washout"]);
    expect(report).toMatchObject({ outcome: "success", session: { experiment: "habituation, task, washout" } });
  });

  test("ends with the stage that fails", async () => {
    const report = await bench.run({ config: { experiment: stages("process.exit(2)") } });
    expect(said()).toEqual(["habituation"]);
    expect(report).toMatchObject({
      outcome: "failed",
      exitCode: 7,
      reason: "the experiment's stage task (node) exited with code 2",
    });
    expect(report.runners.map(({ state }) => state)).toEqual(["done", "failed", "skipped"]);
  });
});

test("a session goes on where its step failed: what is done is not done again", async () => {
  const rig = {
    config: {
      steps: [
        step("first", SAY("first")),
        step("second", `${SAY("second")}; process.exit(require("node:fs").existsSync("mended") ? 0 : 1)`, {
          needs: ["first"],
        }),
        step("always", SAY("always"), { redo: true }),
      ],
    },
  };
  const report = await bench.run(rig);
  expect(report.exitCode).toBe(8);
  writeFileSync(join(bench.folder, "mended"), "");
  const resumed = await (await bench.open(rig)).run({ resume: { directory: report.session.directory } });
  expect(resumed).toMatchObject({ exitCode: 0 });
  expect(said()).toEqual(["first", "second", "always", "second", "always"]);
});

test("Ctrl+C ends a step with all that it has started, and the session is aborted", async () => {
  const abort = new AbortController();
  const code = "console.log('warming up'); setInterval(() => {}, 1000)";
  const launcher = await bench.open({
    config: { steps: [step("warm-up", code, { phase: "pre", grace_seconds: 0.2 })] },
  });
  launcher.events.on("runner.progress", ({ text }) => void (text === "warming up" && abort.abort(new Error("Ctrl+C"))));
  const report = await launcher.run({ signals: { session: abort.signal, handOff: new AbortController().signal } });
  expect(report).toMatchObject({ outcome: "aborted", exitCode: 130 });
  expect(report.session && report.runners.find(({ name }) => name === "warm-up")).toMatchObject({
    state: "failed",
    code: "PROGRAM_ABORTED",
  });
});

/** Whose files are open, as the journal's is: Windows lets nobody take it away. */
const folderCanGo = process.platform !== "win32";

test.runIf(folderCanGo)(
  "a step of a session whose folder was taken away makes it not anew (not on Windows: it can't be taken away)",
  async () => {
    const code = "require('node:fs').rmSync(process.env.RIGLINE_SESSION_DIRECTORY, { recursive: true })";
    const report = await bench.run({
      config: { experiment: { command: ["node", "--eval", code] }, steps: [step("quality", "")] },
    });
    expect(report.runners.find(({ name }) => name === "quality")?.reason).toMatch(
      /^step quality was not started: .* is gone$/,
    );
    expect(existsSync(report.session.directory)).toBe(false);
  },
);

describe("a result that is too long is none:", () => {
  test.each([
    ["for the journal", 2, "is longer than 1 MiB"],
    ["to be read", 20, "and a result has less"],
  ])("%s", async (_what, mebibytes, why) => {
    const code = `require("node:fs").writeFileSync(process.env.RIGLINE_RESULT, JSON.stringify("x".repeat(${mebibytes} * 1024 * 1024)))`;
    const long = (await bench.run({ config: { steps: [step("long", code)] } })).runners.find(
      ({ name }) => name === "long",
    );
    expect(long).toMatchObject({ state: "failed", code: "PROGRAM_RESULT_INVALID" });
    expect(long?.reason).toContain(why);
  });
});

test("a step that talks without end of time is no failure by that", async () => {
  const code = "for (let line = 0; line < 300_000; line++) console.log('x'.repeat(100))";
  expect(await bench.run({ config: { steps: [step("talks", code)] } })).toMatchObject({ exitCode: 0 });
});

test("a program that can't be started is found before the session", async () => {
  await using launcher = await bench.open({
    config: { steps: [{ name: "map", phase: "post", command: ["node", "map.mjs"] }] },
  });
  await launcher.start("inspection");
  expect((await launcher.preflight()).filter(({ level }) => level === "error")).toEqual([
    {
      level: "error",
      subject: "step map",
      message: `step map's script does not exist: ${join(bench.folder, "map.mjs")}`,
      todo: "Put it there, or correct steps[0].command.",
    },
  ]);
});
