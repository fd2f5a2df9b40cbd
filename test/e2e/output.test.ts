import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { makePlainRig, pluginSource, runnerSource } from "./plain-rig.js";
import { makeWorkFolder, removeWorkFolder, type Rig } from "./rig.js";
import { runHere } from "./run-here.js";

let parent: string;
beforeEach(() => {
  parent = makeWorkFolder("output");
});
afterEach(() => removeWorkFolder(parent));

const RUN = ["run", "--subject", "614173", "--no-input"];
const BERLIN = { TZ: "Europe/Berlin" };
const FAILING = runnerSource("() => { throw new Error('the server is away'); }");

describe("--dry-run", () => {
  test("opens nothing and asks nothing: of a plugin, ready and teardown are called and no other hook", async () => {
    const rest = ["preflight", "beforeSession", "sessionStarted", "experimentEnded", "sessionEnded"]
      .map((hook) => `, ${hook}: () => console.error("called ${hook}")`)
      .join("");
    const handler = `({ runners }) => { console.error("called ready"); runners.add({ name: "work", phase: "postSession", run: () => {} }); }`;
    const source = pluginSource("ready", handler, `${rest}, teardown: () => console.error("called teardown")`);
    const rig = makePlainRig(parent, "rig-1", { "bad.mjs": source });
    const { exitCode, stdout, stderr } = await rig.run(["run", "--dry-run"]);
    expect(exitCode).toBe(0);
    expect(stderr).toBe("called ready\ncalled teardown");
    expect(stdout).toContain("  subject          (asked)");
    expect(stdout).toContain("    work               plugin bad");
    expect(readdirSync(rig.folder).sort()).toEqual(["bad.mjs", "rigline.config.yaml"]);
  });

  test("honours the flags of a real run", async () => {
    const rig = makePlainRig(parent, "rig-1");
    const flags = ["--subject", "614174", "-e", "Grace", "-e", "Mary", "--notes", "calm", "--data-dir", "elsewhere"];
    const { stdout } = await runHere(rig, ["run", "--dry-run", "--json", ...flags]);
    expect(JSON.parse(stdout)).toMatchObject({
      session: {
        subject: "614174",
        experimenters: ["Grace", "Mary"],
        notes: "calm",
        dataFolder: join(rig.folder, "elsewhere"),
      },
      runners: [{ name: "experiment", phase: "session" }],
    });
    expect(existsSync(join(rig.folder, "elsewhere"))).toBe(false);
  });
});

/** Numbers of milliseconds and seconds by one sign, so that the rest can be compared. */
function withoutTimes(text: string): string {
  return text.replaceAll(/ *\d+(?:\.\d+)? m?s\b/g, " #");
}

test("--trace prints the tree of hooks and handlers with their times, failures marked", async () => {
  const source = pluginSource("experimentEnded", "() => { throw new Error('broken'); }", ", ready: () => {}");
  const rig = makePlainRig(parent, "rig-1", { "bad.mjs": source }, { experiment: undefined });
  const { stderr, exitCode } = await runHere(rig, [...RUN, "--trace", "--quiet"]);
  expect(exitCode).toBe(4);
  expect(withoutTimes(stderr)).toMatchInlineSnapshot(`
    "error: Plugin "bad" failed in experimentEnded: broken

    configResolved #
    ready #
    └─ bad #
    preflight #
    beforeSession #
    sessionStarted #
    experimentEnded #  error
    └─ bad #  error: broken
    sessionEnded #
    teardown #"
  `);
});

test("--trace tells also of a run that did not come to a session", async () => {
  const rig = makePlainRig(parent, "rig-1", {
    "bad.mjs": pluginSource("ready", "() => { throw new Error('broken'); }"),
  });
  const { stderr, exitCode } = await runHere(rig, [...RUN, "--trace"]);
  expect(exitCode).toBe(4);
  expect(withoutTimes(stderr)).toMatch(/^ready #  error\n└─ bad #  error: /m);
  expect(stderr).toContain("error HOOK_FAILED: ");
});

describe("how much is said of a session whose runner fails", () => {
  const lines = (text: string): string[] =>
    withoutTimes(text)
      .split("\n")
      .map((line) => line.replaceAll(/614173_\S+/g, "SESSION").replaceAll(parent, "PARENT"));

  test("by default: its steps, and each failure once", async () => {
    const rig = makePlainRig(parent, "rig-1", { "bad.mjs": FAILING });
    const { stderr } = await rig.run(RUN, { env: BERLIN });
    expect(lines(stderr).map((line) => line.replaceAll("\\", "/"))).toEqual([
      "session            SESSION",
      "data               PARENT/rig-1/data/614173/SESSION",
      "hand-off           nobody hands the session off: its data stays here",
      "experiment         started",
      "experiment         done after #",
      "outcome            success",
      "work               started",
      "error: runner work (plugin bad) failed: the server is away",
    ]);
  });

  test("--quiet: the failure, and the report on standard output", async () => {
    const rig = makePlainRig(parent, "rig-1", { "bad.mjs": FAILING });
    const { stderr, stdout } = await runHere(rig, [...RUN, "--quiet"], BERLIN);
    expect(stderr).toBe("error: runner work (plugin bad) failed: the server is away");
    expect(stdout).toContain("Exit code  8 (runner)");
  });

  test("--verbose: the log as well", async () => {
    const rig = makePlainRig(parent, "rig-1", { "bad.mjs": FAILING });
    const { stderr } = await runHere(rig, [...RUN, "--verbose"], BERLIN);
    expect(stderr).toMatch(/^info: rigline on rig rig-1-\S+, 1 plugins, config /m);
    expect(stderr).toMatch(/^info \(core\): starting: /m);
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});

test("--verbose adds the stack of what ends a command", async () => {
  const rig = makePlainRig(parent, "rig-1", {
    "bad.mjs": pluginSource("ready", "() => { throw new Error('broken'); }"),
  });
  const { stderr } = await runHere(rig, [...RUN, "--verbose"]);
  expect(stderr).toMatch(/^\s+at .*bad\.mjs:1:\d+/m);
});

describe("--json prints one document on standard output, and nothing else", () => {
  const CASES: readonly (readonly [string, readonly string[], object])[] = [
    ["run", RUN, { session: { subject: "614173" }, outcome: "success", exit: "success", exitCode: 0 }],
    ["run --dry-run", ["run", "--dry-run"], { session: { subject: null }, runners: [{ name: "experiment" }] }],
    ["resume", ["resume"], { session: null }],
    ["doctor", ["doctor"], { findings: [{ level: "ok", subject: "node" }] }],
    ["sessions", ["sessions"], { sessions: [] }],
    ["plugins", ["plugins"], { plugins: [{ name: "bad", version: "1.0.0" }] }],
    ["config", ["config"], { data_dir: "data" }],
    ["config explain", ["config", "explain", "data_dir"], {}],
    ["config schema", ["config", "schema"], { type: "object" }],
    ["init", ["init", "new"], { next: expect.arrayContaining([expect.stringMatching(/rigline doctor$/)]) as unknown }],
  ];

  test.each(CASES)("%s", async (_title, args, document) => {
    const rig = makePlainRig(parent, "rig-1", { "bad.mjs": pluginSource("ready", "() => {}") });
    const line = [...args, "--json"];
    // In a process, whatever else writes there is seen too.
    const isSession = args === RUN;
    const { exitCode, stdout, all } = await (isSession ? rig.run(line, { env: BERLIN }) : runHere(rig, line, BERLIN));
    expect(exitCode, all).toBe(0);
    const printed = JSON.parse(stdout) as object;
    // Of a list, its beginning.
    if ("findings" in printed) Object.assign(printed, { findings: (printed.findings as object[]).slice(0, 1) });
    expect(printed).toMatchObject(document);
  });
});

describe("sessions", () => {
  test("is told of a rig that can't start, with what the journals say", async () => {
    const rig: Rig = makePlainRig(parent, "rig-1", {
      "bad.mjs": pluginSource("ready", "() => { if (process.env.BROKEN) throw new Error('the port is taken'); }"),
    });
    await runHere(rig, RUN);
    const { exitCode, stdout, stderr } = await rig.run(["sessions"], { env: { BROKEN: "1" } });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^614173_\S+ +success/m);
    expect(stderr).toBe(
      'warning: Plugin "bad" failed in ready: the port is taken; so the hand-offs are as they stood when each session ended',
    );
  });

  test("--limit shows the newest so many, and says how many more there are", async () => {
    const rig = makePlainRig(parent, "rig-1", {}, { experiment: undefined });
    // Of one subject, two within the same second would have the same name.
    for (const subject of ["614173", "614174", "614175"])
      await runHere(rig, ["run", "--subject", subject, "--no-input"]);
    const { stdout } = await runHere(rig, ["sessions", "--limit", "2"]);
    expect(stdout.match(/^61417\d_/gm)).toHaveLength(2);
    expect(stdout).toContain("… and 1 older (--limit shows more)");
  });
});
