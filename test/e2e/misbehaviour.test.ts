import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, onTestFinished, test } from "vitest";
import { makePlainRig, pluginSource, runnerSource } from "./plain-rig.js";
import { makeWorkFolder, removeWorkFolder, type Rig } from "./rig.js";
import { runHere } from "./run-here.js";

const parent = makeWorkFolder("misbehaviour");
afterAll(() => removeWorkFolder(parent));

let rigs = 0;

/** Stands for the rest of the rig: a runner that every session must come to. */
const GOOD = `export default { name: "good", version: "1.0.0", hooks: {
  ready: ({ runners }) => { runners.add({ name: "transfer", phase: "postSession", run: () => {} }); },
} };`;

interface Outcome {
  readonly exitCode: number | undefined;
  readonly all: string;
  /** Standard output: the report. */
  readonly report: string;
  /** The session's journal, or undefined when none was opened. */
  readonly journal: string | undefined;
}

/** For what happens meanwhile; the other tests do without an experiment. */
const EXPERIMENT = { experiment: { command: ["node", "-e", "setTimeout(() => {}, 400)"] } };

const RUN = ["run", "--subject", "614173", "--no-input"];

function makeBadRig(bad: string, config: object): Rig {
  const plugins = { "good.mjs": GOOD, "bad.mjs": bad };
  return makePlainRig(parent, `rig-${(rigs += 1)}`, plugins, { experiment: undefined, ...config });
}

/** As a process: what it may do to the process, and how that ends. */
async function runWith(bad: string, config: object = {}): Promise<Outcome> {
  const rig = makeBadRig(bad, config);
  // The time limit is for a process that does not end by itself.
  const result = await rig.run(RUN, { timeout: 110_000 });
  expect(result.timedOut, result.all).toBe(false);
  return outcomeOf(rig, result);
}

/** What a plugin's own code answers for needs none. */
async function runHereWith(bad: string, config: object = {}): Promise<Outcome> {
  const rig = makeBadRig(bad, config);
  return outcomeOf(rig, await runHere(rig, RUN));
}

interface Ended {
  readonly exitCode?: number | undefined;
  readonly all: string;
  readonly stdout: string;
}

function outcomeOf(rig: Rig, result: Ended): Outcome {
  expect(result.all).not.toMatch(/^\s+at .*:\d+:\d+/m);
  return { exitCode: result.exitCode, all: result.all, report: result.stdout, journal: journalOf(rig) };
}

function journalOf(rig: Rig): string | undefined {
  const subject = join(rig.data, "614173");
  const [session] = existsSync(subject) ? readdirSync(subject) : [];
  return session === undefined ? undefined : readFileSync(join(subject, session, ".rigline", "journal.jsonl"), "utf8");
}

/** The session came to its end: handed off, closed, with nothing left to resume but what is told. */
function expectHandedOff({ report, journal, all }: Outcome): void {
  expect(report, all).toMatch(/^ {2}transfer +done/m);
  expect(journal).toContain('"type":"closed"');
}

const HOOKS: readonly (readonly [hook: string, exitCode: number, opensSession: boolean])[] = [
  ["configResolved", 4, false],
  ["ready", 4, false],
  ["preflight", 5, false],
  ["beforeSession", 4, false],
  ["sessionStarted", 4, true],
  ["experimentEnded", 4, true],
  ["sessionEnded", 4, true],
  ["teardown", 4, true],
];

describe.each(HOOKS)("%s", (hook, exitCode, opensSession) => {
  function expectOutcome(outcome: Outcome, message: string): void {
    expect(outcome.exitCode, outcome.all).toBe(exitCode);
    expect(outcome.all).toContain(message);
    if (opensSession) {
      expect(outcome.report).toContain(message);
      expectHandedOff(outcome);
    } else expect(outcome.journal).toBeUndefined();
  }

  test("a handler that throws", async () => {
    const outcome = await runHereWith(pluginSource(hook, "() => { throw new Error('no camera'); }"));
    expectOutcome(outcome, `Plugin "bad" failed in ${hook}: no camera`);
  });

  test("a handler that never settles", async () => {
    const outcome = await runHereWith(pluginSource(hook, "() => new Promise(() => {})"), {
      hook_timeouts: { [hook]: 0.2 },
    });
    expectOutcome(outcome, `Plugin "bad" did not finish ${hook} within 200 ms`);
  });
});

describe("what is thrown is no error", () => {
  test.each([
    ["text", "'just text'", "just text"],
    ["nothing", "undefined", "a value that is no error was thrown: undefined"],
    ["an object", "{ code: 7 }", "a value that is no error was thrown"],
    ["something that can't be printed", "Object.create(null)", "can't be printed"],
  ])("%s", async (_title, thrown, message) => {
    const outcome = await runHereWith(
      pluginSource("experimentEnded", `() => { throw ${thrown}; }`).replace(
        "hooks: {",
        `hooks: { ready: ({ runners }) => { runners.add({ name: "work", phase: "postSession", run: () => { throw ${thrown}; } }); },`,
      ),
    );
    // The runner counts before the hook.
    expect(outcome.exitCode, outcome.all).toBe(8);
    expect(outcome.report).toMatch(/^Problems\n {2}HOOK_FAILED: Plugin "bad" failed in experimentEnded: /m);
    expect(outcome.report.split(message)).toHaveLength(3);
    expectHandedOff(outcome);
  });
});

describe("what nobody waits for fails later", () => {
  test.concurrent.each([
    ["a rejection", "() => { setTimeout(() => { void Promise.reject(new Error('lost')); }, 1); }"],
    ["an exception in a timer", "() => { setTimeout(() => { throw new Error('lost'); }, 1); }"],
    [
      "an exception at an emitter",
      "() => { setTimeout(() => process.nextTick(() => { throw new Error('lost'); }), 1); }",
    ],
  ])("%s: the session goes on, the report names the plugin", async (_title, handler) => {
    const outcome = await runWith(pluginSource("sessionStarted", handler), EXPERIMENT);
    expect(outcome.exitCode, outcome.all).toBe(4);
    expect(outcome.report).toContain('Something that plugin "bad" did not wait for failed: lost');
    expect(outcome.report).toMatch(/^Outcome +success$/m);
    expectHandedOff(outcome);
  });

  test.concurrent("process.exit in a timer does not end the session", async () => {
    const outcome = await runWith(
      pluginSource("sessionStarted", "() => { setTimeout(() => process.exit(0), 1); }"),
      EXPERIMENT,
    );
    expect(outcome.exitCode, outcome.all).toBe(4);
    expect(outcome.report).toContain('Plugin "bad" called process.exit(0)');
    expectHandedOff(outcome);
  });

  test.concurrent("a handler that rejects after it was given up on is a line in the log and no second failure", async () => {
    const handler = "() => new Promise((_, reject) => setTimeout(() => reject(new Error('far too late')), 300))";
    const outcome = await runWith(pluginSource("sessionStarted", handler), {
      ...EXPERIMENT,
      hook_timeouts: { sessionStarted: 0.05 },
    });
    expect(outcome.exitCode, outcome.all).toBe(4);
    expect(outcome.report).not.toContain("far too late");
    // The one problem is the timeout.
    expect(outcome.report).toMatch(/^Problems\n {2}.*0\.05 s|^Problems\n {2}.*50 ms/m);
    const problems = outcome.report.match(/^Problems\n(?: {2}.*\n)+/m)?.[0] ?? "";
    expect(problems.match(/^ {2}[A-Z_]+/gm)).toEqual(["  HOOK_TIMED_OUT"]);
    expectHandedOff(outcome);
  });
});

test.concurrent.each([
  ["sessionStarted", 4],
  ["teardown", 4],
])("a handler of %s that calls process.exit has failed, and the process goes on", async (hook, exitCode) => {
  const outcome = await runWith(pluginSource(hook, "() => process.exit(0)"));
  expect(outcome.exitCode, outcome.all).toBe(exitCode);
  expect(outcome.report).toContain(`Plugin "bad" failed in ${hook}: Plugin "bad" called process.exit(0)`);
  expectHandedOff(outcome);
});

describe("a runner", () => {
  test.concurrent.each([
    ["calls process.exit", "() => process.exit(0)", 'Plugin "bad" called process.exit(0)'],
    ["calls it after an await", "async () => { await null; process.exit(0); }", 'Plugin "bad" called process.exit(0)'],
  ])("that %s has failed, named with its plugin", async (_title, run, reason) => {
    const outcome = await runWith(runnerSource(run));
    expect(outcome.exitCode, outcome.all).toBe(8);
    expect(outcome.report).toMatch(/^ {2}work +failed/m);
    expect(outcome.report).toContain(`${reason} (plugin bad)`);
    expectHandedOff(outcome);
  });

  test("that rejects has failed, named with its plugin", async () => {
    const outcome = await runHereWith(runnerSource("() => Promise.reject(new Error('no rig.json'))"));
    expect(outcome.exitCode, outcome.all).toBe(8);
    expect(outcome.report).toMatch(/^ {2}work +failed/m);
    expect(outcome.report).toContain("no rig.json (plugin bad)");
    expectHandedOff(outcome);
  });

  test("that never settles is given up after its own timeout and grace", async () => {
    const source = runnerSource("() => new Promise(() => {})").replace(
      'name: "work"',
      'name: "work", timeoutMs: 100, graceMs: 100',
    );
    const outcome = await runHereWith(source);
    expect(outcome.exitCode, outcome.all).toBe(8);
    expect(outcome.report).toMatch(/^ {2}work +failed/m);
    expect(outcome.report).toMatch(/100 ms.*\(plugin bad\)/);
    expectHandedOff(outcome);
  });
});

describe("a payload is read-only", () => {
  test.each([
    ["configResolved", "(config) => { config.data_dir = '/elsewhere'; }", 4],
    ["beforeSession", "(plan) => { plan.subject = 'another'; }", 4],
    ["experimentEnded", "({ session }) => { session.experimenters.push('me'); }", 4],
    ["sessionEnded", "({ runners }) => { runners[0].state = 'done'; }", 4],
  ])("a handler of %s that writes to it has failed, and nothing is changed", async (hook, handler, exitCode) => {
    const outcome = await runHereWith(pluginSource(hook, handler));
    expect(outcome.exitCode, outcome.all).toBe(exitCode);
    expect(outcome.all).toContain(`Plugin "bad" failed in ${hook}: `);
    expect(outcome.all).toMatch(/read only|not extensible/);
    expect(existsSync("/elsewhere")).toBe(false);
  });
});

describe("registers late", () => {
  test("a runner, once the session has started: the handler has failed, the data is handed off", async () => {
    const late = `({ runners }) => { globalThis.kept = runners; }, sessionStarted: () => {
      globalThis.kept.add({ name: "late", phase: "postSession", run: () => {} }); }`;
    onTestFinished(() => void Reflect.deleteProperty(globalThis, "kept"));
    const outcome = await runHereWith(pluginSource("ready", late));
    expect(outcome.exitCode, outcome.all).toBe(4);
    expect(outcome.report).toContain("plugin bad added the runner late after the launcher had started");
    expect(outcome.report).not.toMatch(/^ {2}late/m);
    expectHandedOff(outcome);
  });

  test("a hook, by adding to its own definition: it is never called", async () => {
    const source = `const hooks = { ready: () => { hooks.experimentEnded = () => { throw new Error("called"); }; } };
      export default { name: "bad", version: "1.0.0", hooks };`;
    const outcome = await runHereWith(source);
    expect(outcome.all).not.toContain("called");
    expectHandedOff(outcome);
  });
});

describe("leaves something running", () => {
  const SERVER = `import { createServer } from "node:net";\n`;
  const CHILD = `import { spawn } from "node:child_process";\n`;
  // It ends by itself, should nobody else end it.
  const SPAWN = `spawn(process.execPath, ["-e", "setTimeout(() => {}, 4000)"], { stdio: "ignore" });`;

  test.concurrent.each([
    ["a timer", "", "() => { setInterval(() => {}, 1000); }", /plugin bad left a timer open/],
    [
      "a server",
      SERVER,
      "() => new Promise((done) => { createServer().listen(0, '127.0.0.1', done); })",
      /plugin bad left a server open/,
    ],
    ["a child process", CHILD, `() => { ${SPAWN} }`, /plugin bad left a child process \(pid \d+\) open/],
  ])("%s: it is named, and the launcher ends by itself", async (_title, head, handler, warning) => {
    const outcome = await runWith(head + pluginSource("ready", handler));
    expect(outcome.exitCode, outcome.all).toBe(0);
    expect(outcome.all).toMatch(warning);
    expectHandedOff(outcome);
  });
});
