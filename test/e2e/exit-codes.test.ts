import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { EXIT_CODES, type ExitName } from "@rigline/foundation/errors";
import { stringify } from "yaml";
import { execa } from "execa";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makePlainRig, pluginSource, runnerSource } from "./plain-rig.js";
import { makeWorkFolder, removeWorkFolder, WATCHDOG, type Rig } from "./rig.js";

let parent: string;
beforeEach(() => {
  parent = makeWorkFolder("exit-codes");
});
afterEach(() => removeWorkFolder(parent));

interface Ended {
  readonly exitCode?: number | undefined;
  readonly all?: string | undefined;
}

const RUN = ["run", "--subject", "614173", "--no-input"];

const simple = (plugins: Readonly<Record<string, string>> = {}, config = {}): Rig =>
  makePlainRig(parent, "rig-1", plugins, config);

/** What ends a command with each of the codes: at least one way for each that there is. */
const WAYS: readonly (readonly [ExitName, command: string, title: string, () => PromiseLike<Ended>])[] = [
  ["success", "rigline run", "a session", () => simple().run(RUN)],
  ["success", "rigline resume", "nothing to resume", () => simple().run(["resume"])],
  [
    "internal",
    "rigline sessions",
    "what nobody foresaw: a folder's name that no system takes",
    () => simple().run(["sessions", "--set", `data_dir=${"x".repeat(5000)}`]),
  ],
  ["usage", "rigline run", "an option that there is not", () => simple().run(["run", "--subjet", "1"])],
  ["usage", "rigline run", "an answer is missing", () => simple().run(["run", "--no-input"])],
  ["usage", "rigline resume", "a session that there is not", () => simple().run(["resume", "614173_x"])],
  ["config", "rigline run", "no configuration", () => simple().run(RUN, { cwd: empty() })],
  ["config", "rigline run", "a key of the wrong type", () => simple({}, { forecast_gb: "much" }).run(RUN)],
  [
    "plugin",
    "rigline run",
    "a plugin that is not there",
    () => simple({}, { plugins: [{ use: "./absent.mjs" }] }).run(RUN),
  ],
  ["plugin", "rigline run", "ready throws", () => simple({ "bad.mjs": thrower("ready") }).run(RUN)],
  ["plugin", "rigline run", "only teardown throws", () => simple({ "bad.mjs": thrower("teardown") }).run(RUN)],
  [
    "plugin",
    "rigline doctor",
    "teardown throws after a look",
    () => simple({ "bad.mjs": thrower("teardown") }).run(["doctor"]),
  ],
  ["preflight", "rigline run", "too little room", () => simple({}, { forecast_gb: 1e9 }).run(RUN)],
  ["preflight", "rigline doctor", "the doctor says the same", () => simple({}, { forecast_gb: 1e9 }).run(["doctor"])],
  [
    "refused",
    "rigline run",
    "a veto",
    () => simple({ "bad.mjs": pluginSource("beforeSession", '() => ({ reason: "no" })') }).run(RUN),
  ],
  ["experiment", "rigline run", "the experiment fails", () => simple().run(RUN, { env: { CODE: "3" } })],
  [
    "preflight",
    "rigline run",
    "the experiment's program is not there",
    () => simple({}, { experiment: { command: ["./absent"] } }).run(RUN),
  ],
  [
    "runner",
    "rigline run",
    "a post-session runner fails",
    () => simple({ "bad.mjs": runnerSource("() => { throw new Error('no') }") }).run(RUN),
  ],
  ["handOff", "rigline-watchdog", "the daemon could not hand everything off", unfitManifest],
  ["storage", "rigline run", "the session's folder can't be made", fileInTheWay],
  ["storage", "rigline resume", "a damaged journal", damagedJournal],
  ["aborted", "rigline run", "interrupted in the experiment", interrupted],
];

test.each(WAYS)("%s: %s, %s", async (exit, _command, _title, perform) => {
  const { exitCode, all } = await perform();
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

function empty(): string {
  const folder = join(parent, "empty");
  mkdirSync(folder);
  return folder;
}

function unfitManifest(): PromiseLike<Ended> {
  const [flags, complete] = [join(parent, "flags"), join(parent, "complete")];
  for (const folder of [flags, complete]) mkdirSync(folder);
  const config = join(parent, "watch_config.yml");
  writeFileSync(config, stringify({ flag_dir: flags, manifest_complete: complete }));
  writeFileSync(join(flags, "manifest_unfit.yaml"), "name: unfit\n");
  return execa(process.execPath, [WATCHDOG, "-c", config, "--once"], { reject: false, all: true, cwd: parent });
}

function fileInTheWay(): PromiseLike<Ended> {
  const rig = simple();
  mkdirSync(rig.data, { recursive: true });
  writeFileSync(join(rig.data, "614173"), "");
  return rig.run(RUN);
}

async function damagedJournal(): Promise<Ended> {
  const rig = simple();
  await rig.run(RUN);
  const [name = ""] = readdirSync(join(rig.data, "614173"));
  const journal = join(rig.data, "614173", name, ".rigline", "journal.jsonl");
  writeFileSync(journal, readFileSync(journal, "utf8").replace("hookStarted", "hookstarted"));
  return rig.run(["resume", name]);
}

async function interrupted(): Promise<Ended> {
  const command = ["node", "-e", "console.error('recording'); setInterval(() => {}, 1000);"];
  const child = simple({}, { experiment: { command, grace_seconds: 1 } }).run([...RUN, "--verbose"]);
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
