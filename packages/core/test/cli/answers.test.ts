import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { makeRig } from "../config/rig-folder.js";
import { runRigline, type RiglineResult } from "./run-rigline.js";

/** Asks three questions after the experiment, and says what was answered. */
const PLUGIN = `import { Buffer } from "node:buffer";
const UI = { name: "core/ui", version: 1, key: Symbol.for("rigline:core/ui@1") };
export default { name: "picker", version: "1.0.0", needs: { ui: UI }, hooks: {
  ready: ({ runners }) => {
    runners.add({ name: "pick", phase: "postSession", run: async ({ report, needs: { ui } }) => {
      report("rig", await ui.pick({ key: "picker.rig", message: "Which rig", choices: [{ value: "4A" }, { value: "007" }] }));
      report("weight", await ui.text({ key: "weight", message: "Weight", validate: (text) => /^\\d+ g$/.test(text) ? undefined : "grams, please" }));
      report("sure", String(await ui.confirm({ key: "sure", message: "Sure" })));
    } });
  },
} };\n`;

const SUBJECT = 'subject="m1" flag';

let count = 0;

function rigWith(answers: string, dotenv = ""): string {
  return makeRig({
    "rigline.config.yaml": `rig_name: answers-${process.pid}-${count++}\ndata_dir: data\nexperimenters: [ada]\nanswers:${answers}\n`,
    "plugins/picker.mjs": PLUGIN,
    ".env": dotenv,
  });
}

async function run(rig: string, args: readonly string[] = [], environment: Record<string, string> = {}) {
  const result = await runRigline(rig, ["run", "-s", "m1", "--json", ...args], environment);
  const report = JSON.parse(result.out) as { runners: { name: string; details?: unknown; reason?: string }[] };
  const picked = report.runners.find(({ name }) => name === "pick");
  return { ...result, picked };
}

/** Each answer in the session's journal: `key=value source`. */
function journaled(rig: string): string[] {
  const subject = path.join(rig, "data", "m1");
  const journal = readFileSync(path.join(subject, readdirSync(subject)[0] ?? "", ".rigline", "journal.jsonl"), "utf8");
  const records = journal.matchAll(/"type":"promptAnswered","key":"([^"]+)","value":("[^"]*"|\w+),"source":"(\w+)"/g);
  return [...records].map(([, key, value, source]) => `${key}=${value} ${source}`);
}

function detailsOf({ picked, err }: { readonly picked: { details?: unknown } | undefined; readonly err: string }) {
  expect(picked?.details, err).toBeDefined();
  return JSON.stringify(picked?.details);
}

describe("a plugin's questions are answered beforehand", () => {
  test("by flags, which are journaled as such", async () => {
    const rig = rigWith(" {}");
    const result = await run(rig, ["--answer", "picker.rig=4A", "--answer", "weight=21 g", "--answer", "sure=yes"]);
    expect(result.exitCode, result.err).toBe(0);
    for (const value of ["4A", "21 g", "true"]) expect(detailsOf(result)).toContain(`"${value}"`);
    expect(journaled(rig)).toEqual([SUBJECT, 'picker.rig="4A" flag', 'weight="21 g" flag', "sure=true flag"]);
    expect(result.err).not.toContain("nobody asked");
  });

  test("by the config, where text stays text; a flag wins", async () => {
    const rig = rigWith(" { picker.rig: 007, weight: 3 g, sure: false }");
    const result = await run(rig, ["--answer", "weight=21 g"]);
    expect(result.exitCode, result.err).toBe(0);
    expect(journaled(rig)).toEqual([SUBJECT, 'picker.rig="007" config', 'weight="21 g" flag', "sure=false config"]);
  });

  test("by the environment and .env, where names have no signs", async () => {
    const rig = rigWith(" {}", "RIGLINE_ANSWERS__SURE=no\n");
    const result = await run(rig, [], { RIGLINE_ANSWERS__PICKER_RIG: "007", RIGLINE_ANSWERS__WEIGHT: "1 g" });
    expect(result.exitCode, result.err).toBe(0);
    expect(journaled(rig)).toEqual([SUBJECT, 'picker.rig="007" config', 'weight="1 g" config', "sure=false config"]);
  });

  test("in a resumed session too", async () => {
    const rig = rigWith(" { weight: 1 g, sure: true }");
    const first = await run(rig);
    expect(first.picked?.reason).toContain("there is no answer for picker.rig, and nobody to ask");
    const second = await runRigline(rig, ["resume", "--answer", "picker.rig=4A", "--answer", "wieght=3 g"]);
    expect(second.exitCode, second.err).toBe(0);
    expect(journaled(rig)).toContain('picker.rig="4A" flag');
  });
});

describe("an answer that can't be", () => {
  test.each([
    ["picker.rig=4B", 'the answer "4B" for picker.rig is none of the choices. Did you mean "4A"?'],
    ["weight=heavy", 'the answer "heavy" for weight: grams, please'],
    ["sure=perhaps", 'the answer "perhaps" for sure is neither yes nor no'],
  ])("%s fails what asked, and is not asked again", async (answer, problem) => {
    const rig = rigWith(" { picker.rig: 4A, weight: 1 g, sure: yes }");
    const result = await run(rig, ["--answer", answer]);
    expect(result.exitCode).toBe(8);
    expect(result.picked?.reason).toContain(problem);
  });

  test("without a value it is a mistake of the command line", async () => {
    const { exitCode, err } = await runRigline(rigWith(" {}"), ["run", "--answer", "rig"]);
    expect(exitCode).toBe(2);
    expect(err).toContain("--answer rig has no value");
  });

  test("that is a list is a mistake in the config", async () => {
    const { exitCode, err } = await runRigline(rigWith(" { weight: [1, 2] }"), ["run", "-s", "m1"]);
    expect(exitCode).toBe(3);
    expect(err).toContain("answers.weight");
  });
});

test("an answer that is missing names --answer and the key in the config", async () => {
  const { picked } = await run(rigWith(" { weight: 1 g, sure: true }"));
  expect(JSON.stringify(picked)).toContain(
    "pass --answer picker.rig=…, or set `picker.rig` under `answers` in the config",
  );
});

describe("an answer that nobody asked for", () => {
  function complaints(rig: string, { err }: RiglineResult): string {
    const logs = readdirSync(path.join(rig, "local", ".temp"), { recursive: true, encoding: "utf8" });
    const log = logs.filter((name) => name.endsWith("launcher.log"));
    return `${err}${log.map((name) => readFileSync(path.join(rig, "local", ".temp", name), "utf8")).join("")}`;
  }

  test("is told at the end, with the nearest that was asked for and where it comes from", async () => {
    const rig = rigWith(" { picker.rig: 4A, weight: 1 g, sure: yes, wieght: 2 g }");
    const result = await run(rig, ["--answer", "picker.rgi=007", "--answer", "notse=well"]);
    expect(result.exitCode, result.err).toBe(0);
    const told = complaints(rig, result);
    expect(told).toContain('nobody asked for picker.rgi (--answer picker.rgi=007). Did you mean "picker.rig"?');
    expect(told).toContain('nobody asked for notse (--answer notse=well). Did you mean "notes"?');
    expect(told).toMatch(
      /nobody asked for wieght \(answers\.wieght in .*rigline\.config\.yaml:4:\d+\)\. Did you mean "weight"\?/,
    );
    expect(told).not.toMatch(/nobody asked for (?:weight|sure|picker\.rig) /);
  });

  test("is no matter where nobody wants a session", async () => {
    const rig = rigWith(" { rgi: 4A }");
    for (const argv of [["doctor"], ["run", "--dry-run", "--answer", "other=1"], ["config"]]) {
      const { err, out } = await runRigline(rig, argv);
      expect(`${out}${err}`).not.toContain("nobody asked");
    }
  });
});

test("the session's own questions can be answered so too", async () => {
  const rig = makeRig({
    "rigline.config.yaml": `rig_name: answers-${process.pid}-own\ndata_dir: data\nanswers: { notes: well }\n`,
  });
  const { exitCode, err } = await runRigline(rig, [
    "run",
    "--answer",
    "subject=m1",
    "--answer",
    'experimenters="Ada Lovelace", grace',
  ]);
  expect(exitCode, err).toBe(0);
  const subject = path.join(rig, "data", "m1");
  const journal = readFileSync(path.join(subject, readdirSync(subject)[0] ?? "", ".rigline", "journal.jsonl"), "utf8");
  expect(journal).toContain('"experimenters":["Ada Lovelace","grace"]');
  expect(journal).toContain('"notes":"well"');
});
