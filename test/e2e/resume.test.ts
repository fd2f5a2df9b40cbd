import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, assert, beforeEach, expect, test } from "vitest";
import { makeRig, makeWorkFolder, removeWorkFolder, type Rig } from "./rig.js";

const KILLER = new URL("fixtures/kill-at-sync.mjs", import.meta.url).href;

let parent: string;
beforeEach(() => {
  parent = makeWorkFolder("resume");
});
afterEach(() => removeWorkFolder(parent));

// Each piece of work says in a file that it began and that it finished: what the journal claims is held against it.
const STEPS = `
  import { appendFileSync } from "node:fs";
  import { join } from "node:path";
  const note = (text) => appendFileSync(join(import.meta.dirname ?? new URL(".", import.meta.url).pathname, "notes.txt"), text + "\\n");
  const any = { parse: (value) => value };
  const runner = (runners, name, phase, needs) =>
    runners.add({ name, phase, needs, result: any, run: ({ needs }) => {
      note("began " + name);
      const value = { name, from: Object.values(needs ?? {}).map((need) => need.name) };
      note("finished " + name);
      return value;
    } });
  export default {
    name: "steps",
    version: "1.0.0",
    hooks: {
      ready: ({ runners }) => {
        runner(runners, "warm-up", "preSession");
        const mapper = runner(runners, "mapper", "postSession");
        runner(runners, "quality", "postSession", { mapper });
        runner(runners, "transfer", "postSession", { mapper });
      },
      sessionStarted: () => note("hook sessionStarted"),
      experimentEnded: () => note("hook experimentEnded"),
      sessionEnded: () => note("hook sessionEnded"),
    },
  };`;

const EXPERIMENT = `
  const { appendFileSync } = require("node:fs");
  appendFileSync("notes.txt", "began experiment\\n");
  appendFileSync("notes.txt", "finished experiment\\n");`;

function makeSteps(name: string): Rig {
  const rig = makeRig({
    parent,
    name,
    plugins: [{ use: "./steps.mjs" }],
    watchdog: null,
    config: { experiment: { command: ["node", "-e", EXPERIMENT] } },
  });
  writeFileSync(join(rig.folder, "steps.mjs"), STEPS);
  return rig;
}

function notesOf(rig: Rig): string[] {
  const file = join(rig.folder, "notes.txt");
  return existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : [];
}

interface KeptRecord {
  readonly type: string;
  /** Of `runnerSettled`. */
  readonly report?: { readonly name: string };
}

/** What the journal of the one session of a rig has kept; undefined when there is none. */
function journalOf(rig: Rig): { readonly settled: string[]; readonly closed: boolean } | undefined {
  const subject = join(rig.data, "614173");
  const [session] = existsSync(subject) ? readdirSync(subject) : [];
  const file = session === undefined ? undefined : join(subject, session, ".rigline", "journal.jsonl");
  if (file === undefined || !existsSync(file)) return undefined;
  const whole = readFileSync(file, "utf8").split("\n").slice(0, -1);
  const records = whole.map((line) => (JSON.parse(line) as { record: KeptRecord }).record);
  if (records.length === 0) return undefined;
  const settled = records.flatMap(({ report }) => (report === undefined ? [] : [report.name]));
  return { settled, closed: records.some(({ type }) => type === "closed") };
}

/** Runs a session that dies at its Nth flush; false when it has no Nth flush and ended by itself. */
async function runUntilKilled(rig: Rig, at: number, when: string): Promise<boolean> {
  const options = { KILL_AT_SYNC: String(at), KILL_WHEN: when, NODE_OPTIONS: `--import ${KILLER}` };
  const result = await rig.run(["run", "--subject", "614173", "--json"], { env: options });
  if (result.signal === "SIGKILL") return true;
  expect(result.exitCode, result.all).toBe(0);
  return false;
}

interface Report {
  /** Null: there was nothing to resume. */
  readonly session: object | null;
  readonly outcome: string;
  readonly runners: readonly { readonly name: string; readonly state: string }[];
}

/** Resumes what was killed and holds it against what had been kept. Returns whether there was something to resume. */
async function resumeAndCheck(rig: Rig, title: string): Promise<boolean> {
  const kept = journalOf(rig);
  const finishedBefore =
    kept?.settled.map((name) => `finished ${name}`).filter((note) => notesOf(rig).includes(note)) ?? [];
  const resumed = await rig.run(["resume", "--json"]);
  const place = `${title}\n${resumed.all}`;
  const report = JSON.parse(resumed.stdout) as Report;
  if (report.session === null) {
    // It died before there was a session, or after its last record.
    assert(kept === undefined || kept.closed, place);
    expect(resumed.exitCode, place).toBe(0);
    return false;
  }
  const notes = notesOf(rig);
  const counts = finishedBefore.map((finished) => notes.filter((note) => note === finished).length);
  expect(counts, place).toEqual(finishedBefore.map(() => 1));
  expect(notes.filter((note) => note === "began experiment").length, place).toBeLessThanOrEqual(1);
  const states = Object.fromEntries(report.runners.map(({ name, state }) => [name, state]));
  expect(states, place).toMatchObject({ mapper: "done", quality: "done", transfer: "done" });
  expect(report.outcome, place).toBe(states["experiment"] === "done" ? "success" : "failed");
  return true;
}

test("kill -9 at each flush of a session, then resume: the same final state, nothing that finished runs twice", async () => {
  let killed = 0;
  let resumed = 0;
  for (let at = 1; ; at += 1) {
    const when = at % 2 === 0 ? "before" : "after";
    const rig = makeSteps(`rig-${at}`);
    if (!(await runUntilKilled(rig, at, when))) break;
    killed += 1;
    if (await resumeAndCheck(rig, `killed ${when} flush ${at}`)) resumed += 1;
  }
  console.log(
    `resume: killed at ${killed} boundaries of a session, ${resumed} resumed, the others had nothing to resume`,
  );
  expect(resumed).toBeGreaterThan(15);
}, 600_000);

test("what was resumed is finished: resuming again finds nothing to do", async () => {
  const rig = makeSteps("rig-1");
  expect(await runUntilKilled(rig, 20, "after")).toBe(true);
  expect(await resumeAndCheck(rig, "killed after flush 20")).toBe(true);
  const notes = notesOf(rig);
  const again = await rig.run(["resume"]);
  expect(again.exitCode).toBe(0);
  expect(again.stdout).toContain("Nothing to resume");
  expect(again.stderr).toBe("");
  expect(notesOf(rig)).toEqual(notes);
});
