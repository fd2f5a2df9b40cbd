import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { driveTerminal, whyNoTerminal, type Driven, type Step } from "./drive-terminal.js";
import { makePlainRig, pluginSource } from "./plain-rig.js";
import { digestTree, makeRig, makeWorkFolder, removeWorkFolder, RIGLINE, type Rig } from "./rig.js";
import { runHere } from "./run-here.js";

const ENTER = "\r";
const CTRL_C = "\u0003";

const noTerminal = await whyNoTerminal();
if (noTerminal !== undefined) console.log(`terminal.test.ts is skipped: ${noTerminal}`);

let parent: string;
beforeEach(() => {
  parent = makeWorkFolder("terminal");
});
afterEach(() => removeWorkFolder(parent));

async function run(rig: Rig, args: readonly string[], steps: readonly Step[]): Promise<Driven> {
  const driven = await driveTerminal([RIGLINE, ...args], rig.folder, steps);
  expect({ missing: driven.missing, output: driven.output }).toMatchObject({ missing: null });
  expect(driven.output).not.toMatch(/^\s+at .*:\d+:\d+/m);
  return driven;
}

/** A rig whose sessions are asked everything. */
function makeAskingRig(plugins: Readonly<Record<string, string>> = {}): Rig {
  return makePlainRig(parent, "rig-1", plugins, { experimenters: undefined, notes: undefined });
}

function foldersOf(rig: Rig, subject: string): string[] {
  const folder = join(rig.data, subject);
  return existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
}

interface Answer {
  readonly key: string;
  readonly value: unknown;
  readonly source: string;
}

function answersIn(directory: string): string[] {
  const lines = readFileSync(join(directory, ".rigline", "journal.jsonl"), "utf8")
    .trim()
    .split("\n");
  const records = lines.map((line) => (JSON.parse(line) as { record: Answer & { type: string } }).record);
  return records
    .filter(({ type }) => type === "promptAnswered")
    .map(({ key, value, source }) => `${key} ${JSON.stringify(value)} ${source}`);
}

describe.skipIf(noTerminal !== undefined)("at a terminal", () => {
  test("a session is asked what is missing; the next one offers the same; both keep the answers in their journals", async () => {
    const rig = makeAskingRig();
    const first = await run(
      rig,
      ["run"],
      [
        // What is typed on, before the next question is there, answers nothing.
        { expect: "Subject", send: `614173${ENTER}typed too early${ENTER}` },
        { expect: "Experimenters", send: `Ada Lovelace, Grace${ENTER}` },
        { expect: "Notes", send: `calm today${ENTER}` },
        { expect: "calm today", send: `lens cleaned${ENTER}` },
        // A line that is empty ends them, where Enter is pressed on its own.
        { expect: "lens cleaned", send: ENTER },
        { expect: "Open the session?", send: ENTER },
        { expect: "Exit code" },
      ],
    );
    expect(first.code, first.output).toBe(0);
    const [directory = ""] = foldersOf(rig, "614173");
    expect(answersIn(directory)).toEqual([
      'subject "614173" prompt',
      'experimenters "Ada Lovelace, Grace" prompt',
      String.raw`notes "calm today\nlens cleaned" prompt`,
      'open_session "yes" prompt',
    ]);
    const session = JSON.parse(readFileSync(join(directory, ".rigline", "session.json"), "utf8")) as object;
    expect(session).toMatchObject({ experimenters: ["Ada Lovelace", "Grace"], notes: "calm today\nlens cleaned" });

    const second = await run(
      rig,
      ["run"],
      [
        { expect: "Enter alone: pick a recent one", send: ENTER },
        { expect: "Recent subjects", send: ENTER },
        { expect: "Enter alone: Ada Lovelace, Grace, as last time", send: ENTER },
        { expect: "Notes (Enter alone", send: ENTER },
        { expect: "Open the session?", send: ENTER },
        { expect: "Exit code" },
      ],
    );
    expect(second.code, second.output).toBe(0);
    const again = foldersOf(rig, "614173").find((folder) => folder !== directory) ?? "";
    expect(JSON.parse(readFileSync(join(again, ".rigline", "session.json"), "utf8"))).toMatchObject({
      subject: "614173",
      experimenters: ["Ada Lovelace", "Grace"],
      notes: "",
    });
  });

  test.each<[string, readonly Step[]]>([
    ["Ctrl+C", [{ expect: "Subject", send: CTRL_C }]],
    [
      "Ctrl+C at a later one",
      [
        { expect: "Subject", send: `614173${ENTER}` },
        { expect: "Experimenters", send: CTRL_C },
      ],
    ],
    ["a request to end", [{ expect: "Subject", signal: "SIGTERM" }]],
  ])("%s at a question: aborted, nothing is left behind, the rig is free", async (_title, steps) => {
    const rig = makeAskingRig();
    const { code, output } = await run(rig, ["run"], [...steps, { expect: "PROMPT_CANCELLED" }]);
    expect(code, output).toBe(130);
    expect(foldersOf(rig, "614173")).toEqual([]);
    const next = await runHere(rig, ["run", "--subject", "614173", "--experimenter", "Ada", "--no-input"]);
    expect(next.exitCode, next.all).toBe(0);
  });

  test("Ctrl+C while a plugin gets ready: aborted, torn down, no session", async () => {
    const waits = `(_payload, { signal }) => new Promise((_resolve, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason)); console.error("warming up"); })`;
    const rig = makeAskingRig({
      "bad.mjs": pluginSource("ready", waits, `, teardown: () => console.error("cooled down")`),
    });
    const { code, output } = await run(
      rig,
      ["run", "--subject", "614173"],
      [
        { expect: "warming up", send: CTRL_C },
        { expect: "stopping: no session has been opened" },
        { expect: "cooled down" },
        { expect: "HOOK_ABORTED" },
      ],
    );
    expect(code, output).toBe(130);
    expect(foldersOf(rig, "614173")).toEqual([]);
  });

  test("Ctrl+C in the experiment: it closes its files, and what it recorded is handed off", async () => {
    const rig = makeRig({ parent, name: "rig-1", recording: ["--seconds", "60", "--megabytes", "60"] });
    const { code, output } = await run(
      rig,
      ["run", "--subject", "614173"],
      [
        { expect: "0 of 60 s", send: CTRL_C },
        { expect: "aborting: the experiment is asked to end" },
        { expect: "Outcome    aborted: interrupted by SIGINT" },
        { expect: "Exit code  130 (aborted)" },
      ],
    );
    expect(code, output).toBe(130);
    const [directory = ""] = foldersOf(rig, "614173");
    expect(readFileSync(join(directory, "behavior", "events.jsonl"), "utf8")).toContain('"stopped"');
    const arrived = digestTree(join(rig.central, "614173"));
    expect(Object.keys(arrived).some((name) => name.endsWith("behavior/events.jsonl"))).toBe(true);
  });

  test("a second Ctrl+C stops the hand-off, and resuming finishes it", async () => {
    const go = join(parent, "go");
    const transfer = `({ runners }) => { runners.add({ name: "transfer", phase: "postSession", run: ({ signal }) =>
      existsSync(${JSON.stringify(go)}) ? undefined : new Promise((_resolve, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason)); }) }); }`;
    const rig = makePlainRig(
      parent,
      "rig-1",
      { "bad.mjs": `import { existsSync } from "node:fs";\n${pluginSource("ready", transfer)}` },
      {
        experiment: {
          command: ["node", "-e", "console.log('trial 1'); setInterval(() => {}, 1000)"],
          grace_seconds: 1,
        },
      },
    );
    const stopped = await run(
      rig,
      ["run", "--subject", "614173"],
      [
        { expect: "trial 1", send: CTRL_C },
        { expect: "transfer           started", send: CTRL_C },
        { expect: "stopping the hand-off's steps" },
        { expect: "transfer           aborted" },
      ],
    );
    expect(stopped.code, stopped.output).toBe(130);
    expect((await runHere(rig, ["sessions"])).stdout).toContain("(unfinished)");

    writeFileSync(go, "");
    const resumed = await runHere(rig, ["resume", "--json"]);
    expect(resumed.exitCode, resumed.all).toBe(130);
    expect(JSON.parse(resumed.stdout)).toMatchObject({
      outcome: "aborted",
      runners: [
        { name: "experiment", state: "failed", restored: true },
        { name: "transfer", state: "done" },
      ],
    });
    expect((await runHere(rig, ["resume"])).stdout).toContain("Nothing to resume");
  });
});
