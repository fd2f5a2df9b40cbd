import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { createRedactor } from "@rigline/foundation/redaction";
import { expect, test } from "vitest";
import { runQueueCommand } from "../../src/cli/run-queue-command.js";
import { createScriptedUi } from "../../src/testing/scripted-ui.js";
import { makeIo } from "../cli/make-io.js";
import { CORE } from "../cli/recorded-session.js";
import { runRigline } from "../cli/run-rigline.js";
import { makeRig } from "../config/rig-folder.js";

/** Fails for the subjects that it is told to, and puts a line into the queue when it is told so. */
const EXPERIMENT = `
const { appendFileSync, writeFileSync } = require("node:fs");
appendFileSync("ran.txt", process.argv[1] + " " + process.argv[2] + "\\n");
if (process.argv[1] === "spoils") writeFileSync("rigline.config.yaml", "[");
if (process.argv[1] === "grows") appendFileSync("today.yaml", "- { subject: late }\\n");
process.exit(process.argv[1] === "fails" ? 1 : 0);`;

/** Hands off by nobody waiting: of each session it knows that it is copied, and of the first one, once another has run, what it is told. */
const PORTER = `
import { readFileSync, appendFileSync } from "node:fs";
import { definePlugin, HAND_OFF_READER } from ${JSON.stringify(CORE)};
const status = (word, more) => ({ word, detail: "", todo: null, copy: null, isOver: false, ...more });
export default definePlugin({
  name: "porter",
  version: "1.0.0",
  provides: [{ token: HAND_OFF_READER, useFactory: () => ({
    read: async ({ subject }) => {
      const ran = readFileSync(new URL("ran.txt", import.meta.url), "utf8").trim().split("\\n").length;
      return subject === "first" && ran > 1
        ? { state: "parked", detail: "", status: status("stuck", { detail: "the disk is full", isOver: true }) }
        : { state: "pending", detail: "", status: status("copying") };
    },
  }) }],
  hooks: {
    ready: ({ runners }) => void runners.add({
      name: "porter",
      phase: "postSession",
      run: ({ isNextWaiting }) => appendFileSync(new URL("waiting.txt", import.meta.url), isNextWaiting + "\\n"),
    }),
  },
});
`;

function makeQueue(queue: string, files: Readonly<Record<string, string>> = {}) {
  const program = (name: string) => ({ command: ["node", "-e", EXPERIMENT, "{subject}", name], directory: "." });
  const folder = makeRig({
    "rigline.config.yaml": JSON.stringify({
      rig_name: `queue-${process.pid}-${Math.random().toString(36).slice(2)}`,
      data_dir: "data",
      experimenters: ["Ada"],
      notes: "",
      experiments: { foraging: program("foraging"), rest: program("rest") },
      plugins: Object.keys(files).map((file) => ({ use: `./${file}` })),
    }),
    "today.yaml": queue,
    ...files,
  });
  const run = (...args: readonly string[]) => runRigline(folder, ["run", "--queue", "today.yaml", "--quiet", ...args]);
  const ran = (): string[] => readFileSync(path.join(folder, "ran.txt"), "utf8").trim().split("\n");
  return { folder, run, ran };
}

test("the sessions of a queue run in its order, the next call goes on behind them, and what grows meanwhile is run too", async () => {
  const { run, ran, folder } = makeQueue(
    "- { subject: 000123, experiment: foraging }\n- { subject: grows, experiment: rest }\n",
  );
  const before = await run("--dry-run");
  expect(before.out).toBe("  1  000123, foraging  next\n  2  grows, rest       waits\n");
  const first = await run("--no-input", "--set", "experiments.rest.timeout_seconds=60");
  // `late` names no experiment, and nobody can be asked.
  expect(first.exitCode).toBe(2);
  expect(ran()).toEqual(["000123 foraging", "grows rest"]);
  const second = await run("--no-input", "--experiment", "rest", "--json");
  expect(second.exitCode).toBe(0);
  expect(ran()).toEqual(["000123 foraging", "grows rest", "late rest"]);
  const { sessions, reports } = JSON.parse(second.out) as { sessions: object[]; reports: object[] };
  expect(reports).toHaveLength(1);
  expect(sessions).toMatchObject([
    { subject: "000123", state: "ran", outcome: "success", session: expect.stringContaining("000123_") as string },
    { subject: "grows", state: "ran" },
    { subject: "late", state: "ran" },
  ]);
  appendFileSync(path.join(folder, "today.yaml"), "- { subject: 000123, experiment: foraging }\n");
  expect((await run("--no-input")).exitCode).toBe(0);
  expect(ran().at(-1)).toBe("000123 foraging");
});

test("where nobody is asked, one that fails ends the queue with its exit code, and is not run again", async () => {
  const { run, ran } = makeQueue("- { subject: fails, experiment: rest }\n- { subject: next, experiment: rest }\n");
  expect((await run("--no-input")).exitCode).toBe(7);
  expect(ran()).toEqual(["fails rest"]);
  expect((await run("--no-input")).exitCode).toBe(0);
  expect(ran()).toEqual(["fails rest", "next rest"]);
});

test("only the last session is waited for, and where the others' data stand is told at the end, and counts", async () => {
  const queue = ["first", "second"].map((subject) => `- { subject: ${subject}, experiment: rest }\n`).join("");
  const { run, folder } = makeQueue(queue, { "porter.mjs": PORTER });
  const { out, exitCode } = await run("--no-input", "--json");
  expect(readFileSync(path.join(folder, "waiting.txt"), "utf8")).toBe("true\nfalse\n");
  const { standing } = JSON.parse(out) as { standing: object[] };
  expect(standing).toMatchObject([{ subject: "first", status: { word: "stuck" } }]);
  expect(exitCode).toBe(9);
});

test("where it can't be looked where the data stand, that is told, and the queue ends as it did", async () => {
  const queue = ["first", "spoils"].map((subject) => `- { subject: ${subject}, experiment: rest }\n`).join("");
  const { run } = makeQueue(queue, { "porter.mjs": PORTER });
  const { err, exitCode } = await run("--no-input");
  expect(exitCode).toBe(0);
  expect(err).toContain("warning: where the data stand could not be looked at: ");
});

test("a person runs, skips and stops, and goes on after one that failed", async () => {
  const { folder, ran } = makeQueue(
    ["a", "fails", "b", "c"].map((subject) => `- { subject: ${subject}, experiment: rest }\n`).join(""),
  );
  const { io, written } = makeIo(folder, {}, () => () => undefined);
  const context = { io, redactor: createRedactor(), exitCode: 0 };
  const ui = createScriptedUi({ queue: ["skip", "run", "run", "stop"] });
  const flags = { input: false };
  await runQueueCommand(context, { quiet: true }, { queue: "today.yaml", flags }, ui);
  expect([ran(), context.exitCode]).toEqual([["fails rest", "b rest"], 7]);
  expect(written.out.split("\n").slice(-5, -1)).toEqual([
    "  1  a, rest      skipped",
    expect.stringMatching(/^ {2}2 {2}fails, rest {2}failed {2}fails_/),
    expect.stringMatching(/^ {2}3 {2}b, rest {6}success {2}b_/),
    "  4  c, rest      next",
  ]);
});

test("one that is refused is told, stays the next, and the person is asked about it again", async () => {
  const { folder } = makeQueue("- { subject: a, experiment: forraging }\n- { subject: b, experiment: rest }\n");
  const { io, written } = makeIo(folder, {}, () => () => undefined);
  const context = { io, redactor: createRedactor(), exitCode: 0 };
  const ui = createScriptedUi({ queue: ["run", "stop"] });
  await runQueueCommand(context, { quiet: true }, { queue: "today.yaml", flags: { input: false } }, ui);
  expect(written.err).toContain(`"forraging" is none of \`experiments\``);
  expect(ui.asked).toEqual(["queue", "queue"]);
  expect(context.exitCode).toBe(3);
  expect(written.out).toBe("  1  a, forraging  next\n  2  b, rest       waits\n");
});

test.each([
  ["{}", "QUEUE_INVALID"],
  ["- { subjct: x }", "QUEUE_INVALID"],
  ["- [", "CONFIG_SYNTAX"],
])("a queue that is none is refused before anything runs: %s", async (text, code) => {
  const { run } = makeQueue(text);
  const { err, exitCode } = await run("--no-input");
  expect([exitCode === 2 || exitCode === 3, err.includes(code)]).toEqual([true, true]);
});

test("a queue that is not there is told", async () => {
  const { folder } = makeQueue("");
  writeFileSync(path.join(folder, "other.txt"), "");
  const { err, exitCode } = await runRigline(folder, ["run", "--queue", "none.yaml"]);
  expect([exitCode, err.includes("QUEUE_UNREADABLE")]).toEqual([2, true]);
});
