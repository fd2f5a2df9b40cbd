import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { assert, expect } from "vitest";
import { makeRig, type Rig } from "./rig.js";
import { runHere } from "./run-here.js";

const KILLER = new URL("fixtures/kill-at-sync.mjs", import.meta.url).href;

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

/** A rig whose session has a piece of work in each phase. */
export function makeSteps(parent: string, name: string): Rig {
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

export function notesOf(rig: Rig): string[] {
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
export async function runUntilKilled(rig: Rig, at: number, when: string): Promise<boolean> {
  const options = {
    KILL_AT_SYNC: String(at),
    KILL_WHEN: when,
    NODE_OPTIONS: `${process.env["NODE_OPTIONS"] ?? ""} --import ${KILLER}`,
  };
  const result = await rig.run(["run", "--subject", "614173", "--json"], { env: options });
  if (result.signal === "SIGKILL") return true;
  expect(result.exitCode, result.all).toBe(0);
  return false;
}

interface Resumed {
  readonly exitCode?: number | undefined;
  readonly stdout: string;
  readonly all: string;
}

interface Report {
  /** Null: there was nothing to resume. */
  readonly session: object | null;
  readonly outcome: string;
  readonly runners: readonly { readonly name: string; readonly state: string }[];
}

/**
 * Resumes what was killed and holds it against what had been kept. Returns whether there was something to resume. `run`: how, in this
 * process, as what it goes by lies in files; or in one of its own.
 */
export async function resumeAndCheck(
  rig: Rig,
  title: string,
  run: (args: readonly string[]) => PromiseLike<Resumed> = (args) => runHere(rig, args),
): Promise<boolean> {
  const kept = journalOf(rig);
  const finishedBefore =
    kept?.settled.map((name) => `finished ${name}`).filter((note) => notesOf(rig).includes(note)) ?? [];
  let resumed = await run(["resume", "--json"]);
  // The experiment may outlive a launcher that was killed for a moment; nobody goes on beside it.
  while (resumed.all.includes("EXPERIMENT_RUNNING")) {
    await setTimeout(20);
    resumed = await run(["resume", "--json"]);
  }
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

/**
 * Kills a session at every fourth of its flushes, and resumes it: four test files share the flushes, so that none takes long.
 *
 * @param first The flush to begin at, from 1 to 4.
 * @returns At how many it was killed, and how often there was something to resume.
 */
export async function killAtEveryFourthFlush(
  parent: string,
  first: number,
  when: "before" | "after",
): Promise<{ readonly killed: number; readonly resumed: number }> {
  let killed = 0;
  let resumed = 0;
  for (let at = first; ; at += 4) {
    const rig = makeSteps(parent, `rig-${at}`);
    if (!(await runUntilKilled(rig, at, when))) break;
    killed += 1;
    if (await resumeAndCheck(rig, `killed ${when} flush ${at}`)) resumed += 1;
  }
  console.log(
    `resume: killed ${when} ${killed} flushes of a session, ${resumed} resumed, the others had nothing to resume`,
  );
  return { killed, resumed };
}
