import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { EXIT_CODES, type ExitName } from "@rigline/foundation/errors";
import { stringify } from "yaml";
import { execa } from "execa";
import { expect, test } from "vitest";
import { makePlainRig, pluginSource, runnerSource } from "./plain-rig.js";
import { makeWorkFolder, removeWorkFolder, WATCHDOG, type Rig } from "./rig.js";
import { runHere } from "./run-here.js";

interface Ended {
  readonly exitCode?: number | undefined;
  readonly all?: string | undefined;
}

const RUN = ["run", "--subject", "614173", "--no-input"];

const simple = (parent: string, plugins: Readonly<Record<string, string>> = {}, config = {}): Rig =>
  makePlainRig(parent, "rig-1", plugins, config);

/**
 * What ends a command with each of the codes: at least one way for each that there is, and of each code one as a process, whose end it
 * is; the others as what the command returns.
 */
const WAYS: readonly (readonly [ExitName, command: string, title: string, (parent: string) => PromiseLike<Ended>])[] = [
  ["success", "rigline run", "a session", (parent) => simple(parent).run(RUN)],
  ["success", "rigline resume", "nothing to resume", (parent) => runHere(simple(parent), ["resume"])],
  [
    "internal",
    "rigline sessions",
    "what nobody foresaw: a folder's name that no system takes",
    (parent) => simple(parent).run(["sessions", "--set", `data_dir=${"x".repeat(5000)}`]),
  ],
  [
    "usage",
    "rigline run",
    "an option that there is not",
    (parent) => runHere(simple(parent), ["run", "--subjet", "1"]),
  ],
  ["usage", "rigline run", "an answer is missing", (parent) => simple(parent).run(["run", "--no-input"])],
  [
    "usage",
    "rigline resume",
    "a session that there is not",
    (parent) => runHere(simple(parent), ["resume", "614173_x"]),
  ],
  ["config", "rigline run", "no configuration", (parent) => simple(parent).run(RUN, { cwd: empty(parent) })],
  [
    "config",
    "rigline run",
    "a key of the wrong type",
    (parent) => runHere(simple(parent, {}, { forecast_gb: "much" }), RUN),
  ],
  [
    "plugin",
    "rigline run",
    "a plugin that is not there",
    (parent) => runHere(simple(parent, {}, { plugins: [{ use: "./absent.mjs" }] }), RUN),
  ],
  ["plugin", "rigline run", "ready throws", (parent) => simple(parent, { "bad.mjs": thrower("ready") }).run(RUN)],
  [
    "plugin",
    "rigline run",
    "only teardown throws",
    (parent) => simple(parent, { "bad.mjs": thrower("teardown") }).run(RUN),
  ],
  [
    "plugin",
    "rigline doctor",
    "teardown throws after a look",
    (parent) => runHere(simple(parent, { "bad.mjs": thrower("teardown") }), ["doctor"]),
  ],
  ["preflight", "rigline run", "too little room", (parent) => simple(parent, {}, { forecast_gb: 1e9 }).run(RUN)],
  [
    "preflight",
    "rigline doctor",
    "the doctor says the same",
    (parent) => runHere(simple(parent, {}, { forecast_gb: 1e9 }), ["doctor"]),
  ],
  [
    "refused",
    "rigline run",
    "a veto",
    (parent) => simple(parent, { "bad.mjs": pluginSource("beforeSession", '() => ({ reason: "no" })') }).run(RUN),
  ],
  ["experiment", "rigline run", "the experiment fails", (parent) => simple(parent).run(RUN, { env: { CODE: "3" } })],
  [
    "preflight",
    "rigline run",
    "the experiment's program is not there",
    (parent) => runHere(simple(parent, {}, { experiment: { command: ["./absent"] } }), RUN),
  ],
  [
    "runner",
    "rigline run",
    "a post-session runner fails",
    (parent) => simple(parent, { "bad.mjs": runnerSource("() => { throw new Error('no') }") }).run(RUN),
  ],
  ["handOff", "rigline-watchdog", "the daemon could not hand everything off", unfitManifest],
  ["config", "rigline-watchdog check", "a manifest that would be refused", checkUnfit],
  ["storage", "rigline-watchdog check", "a manifest that is not there", checkAbsent],
  ["storage", "rigline run", "the session's folder can't be made", fileInTheWay],
  ["storage", "rigline resume", "a damaged journal", damagedJournal],
  ["aborted", "rigline run", "interrupted in the experiment", interrupted],
];

test.concurrent.for(WAYS)("%s: %s, %s", async ([exit, , , perform], { onTestFinished }) => {
  const parent = makeWorkFolder("exit-codes");
  onTestFinished(() => removeWorkFolder(parent));
  const { exitCode, all } = await perform(parent);
  expect(exitCode, all).toBe(EXIT_CODES[exit]);
  expect(all).not.toMatch(/^\s+at .*:\d+:\d+/m);
});

test("every code of the table has a way to it", () => {
  expect([...new Set(WAYS.map(([exit]) => exit))].sort()).toEqual(Object.keys(EXIT_CODES).sort());
});

test("docs/cli/exit-codes.md says of each command that it may end so", () => {
  const page = readFileSync(new URL("../../docs/cli/exit-codes.md", import.meta.url), "utf8");
  const rows = new Map(
    [...page.matchAll(/^\| `([^`]+)` \| (.+) \|$/gm)].map(([, command = "", codes = ""]) => [command, codes]),
  );
  const untold = WAYS.filter(
    ([exit, command]) => !new RegExp(`\\b${EXIT_CODES[exit]}\\b`).test(rows.get(command) ?? ""),
  );
  expect(untold.map(([exit, command]) => `${command}: ${exit}`)).toEqual([]);
});

function thrower(hook: string): string {
  return pluginSource(hook, "() => { throw new Error('broken'); }");
}

function empty(parent: string): string {
  const folder = join(parent, "empty");
  mkdirSync(folder);
  return folder;
}

function unfitManifest(parent: string): PromiseLike<Ended> {
  const [flags, complete] = [join(parent, "flags"), join(parent, "complete")];
  for (const folder of [flags, complete]) mkdirSync(folder);
  const config = join(parent, "watch_config.yml");
  writeFileSync(config, stringify({ flag_dir: flags, manifest_complete: complete }));
  writeFileSync(join(flags, "manifest_unfit.yaml"), "name: unfit\n");
  return execa(process.execPath, [WATCHDOG, "-c", config, "--once"], { reject: false, all: true, cwd: parent });
}

function checkUnfit(parent: string): PromiseLike<Ended> {
  writeFileSync(join(parent, "unfit.yaml"), "name: unfit\n");
  return execa(process.execPath, [WATCHDOG, "check", "unfit.yaml"], { reject: false, all: true, cwd: parent });
}

function checkAbsent(parent: string): PromiseLike<Ended> {
  return execa(process.execPath, [WATCHDOG, "check", "absent.yaml"], { reject: false, all: true, cwd: parent });
}

function fileInTheWay(parent: string): PromiseLike<Ended> {
  const rig = simple(parent);
  mkdirSync(rig.data, { recursive: true });
  writeFileSync(join(rig.data, "614173"), "");
  return rig.run(RUN);
}

async function damagedJournal(parent: string): Promise<Ended> {
  const rig = simple(parent);
  await runHere(rig, RUN);
  const [name = ""] = readdirSync(join(rig.data, "614173"));
  const journal = join(rig.data, "614173", name, ".rigline", "journal.jsonl");
  writeFileSync(journal, readFileSync(journal, "utf8").replace("hookStarted", "hookstarted"));
  return runHere(rig, ["resume", name]);
}

async function interrupted(parent: string): Promise<Ended> {
  const command = ["node", "-e", "console.error('recording'); setInterval(() => {}, 1000);"];
  const child = simple(parent, {}, { experiment: { command, grace_seconds: 1 } }).run([...RUN, "--verbose"]);
  let said = "";
  await new Promise<void>((resolve) => {
    child.stderr?.on("data", (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes("stderr: recording")) resolve();
    });
  });
  child.kill("SIGINT");
  return child;
}
