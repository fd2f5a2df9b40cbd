import { readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { makePlainRig, runnerSource } from "./plain-rig.js";
import { makeWorkFolder, removeWorkFolder, type Rig } from "./rig.js";
import { runHere } from "./run-here.js";

let parent: string;
beforeEach(() => {
  parent = makeWorkFolder("resume-cases");
});
afterEach(() => removeWorkFolder(parent));

const RUN = ["run", "--subject", "614173", "--no-input"];

/** Fails until a file `mended` lies beside the config. */
const FRAGILE = `import { existsSync } from "node:fs";
${runnerSource("() => { if (!existsSync(new URL('mended', import.meta.url))) throw new Error('the server is away'); }")}`;

/** A rig with one session whose only post-session runner has failed. */
async function makeUnfinished(): Promise<{ rig: Rig; name: string; directory: string }> {
  const rig = makePlainRig(parent, "rig-1", { "bad.mjs": FRAGILE });
  const result = await runHere(rig, RUN);
  expect(result.exitCode, result.all).toBe(8);
  const [name = ""] = readdirSync(join(rig.data, "614173"));
  return { rig, name, directory: join(rig.data, "614173", name) };
}

function changeConfig(rig: Rig, change: Readonly<Record<string, unknown>>): void {
  const config = parse(readFileSync(rig.configFile, "utf8")) as Record<string, unknown>;
  writeFileSync(rig.configFile, stringify({ ...config, ...change }));
}

test("nothing to resume is no failure, for people and for programs", async () => {
  const rig = makePlainRig(parent, "rig-1");
  const message = `Nothing to resume: no session of rig rig-1-${parent.split(/[/\\]/).at(-1)} in ${rig.data} is unfinished.`;
  const text = await runHere(rig, ["resume"]);
  expect(text).toMatchObject({ exitCode: 0, stdout: message, stderr: "" });
  const json = await runHere(rig, ["resume", "--json"]);
  expect(json.exitCode).toBe(0);
  expect(JSON.parse(json.stdout)).toEqual({ session: null, message });
});

test("by name, and by folder, also when data_dir has changed since", async () => {
  const { rig, name, directory } = await makeUnfinished();
  const byName = await runHere(rig, ["resume", name]);
  expect(byName.exitCode, byName.all).toBe(8);
  writeFileSync(join(rig.folder, "mended"), "");
  changeConfig(rig, { data_dir: "elsewhere" });
  expect((await runHere(rig, ["resume"])).stdout).toContain("Nothing to resume");
  const byFolder = await runHere(rig, ["resume", join("data", "614173", name)]);
  expect(byFolder.exitCode, byFolder.all).toBe(0);
  expect(byFolder.stdout).toContain(`Data       ${directory}`);
});

test("a session that was moved is resumed where it is", async () => {
  const { rig, name } = await makeUnfinished();
  writeFileSync(join(rig.folder, "mended"), "");
  const moved = join(rig.data, "moved");
  renameSync(join(rig.data, "614173"), moved);
  const result = await runHere(rig, ["resume"]);
  expect(result.exitCode, result.all).toBe(0);
  expect(result.stdout).toContain(`Data       ${join(moved, name)}`);
});

test("a name that there is not brings the nearest", async () => {
  const { rig, name } = await makeUnfinished();
  const { exitCode, stderr } = await runHere(rig, ["resume", `${name.slice(0, -1)}Q`]);
  expect(exitCode).toBe(2);
  expect(stderr).toContain("error SESSION_NOT_FOUND: ");
  expect(stderr).toContain(`Did you mean "${name}"?`);
});

test("the plugin was removed: what it owes is told, and still owed", async () => {
  const { rig } = await makeUnfinished();
  changeConfig(rig, { plugins: [] });
  const result = await runHere(rig, ["resume"]);
  expect(result.exitCode, result.all).toBe(4);
  expect(result.stdout).toContain("the runner work of plugin bad did not finish before, and no plugin adds it now");
  expect((await runHere(rig, ["sessions"])).stdout).toContain("(unfinished)");
  changeConfig(rig, { plugins: [{ use: "./bad.mjs" }] });
  writeFileSync(join(rig.folder, "mended"), "");
  expect((await runHere(rig, ["resume"])).exitCode).toBe(0);
});

test("a plugin was added: its runner runs for the old session too; a removed experiment changes nothing", async () => {
  const { rig } = await makeUnfinished();
  writeFileSync(join(rig.folder, "mended"), "");
  writeFileSync(
    join(rig.folder, "new.mjs"),
    runnerSource("() => {}").replace('"bad"', '"new"').replace('"work"', '"notify"'),
  );
  changeConfig(rig, { experiment: undefined, plugins: [{ use: "./bad.mjs" }, { use: "./new.mjs" }] });
  const result = await runHere(rig, ["resume", "--json"]);
  expect(result.exitCode, result.all).toBe(0);
  const { runners, outcome } = JSON.parse(result.stdout) as {
    runners: { name: string; state: string }[];
    outcome: string;
  };
  expect(outcome).toBe("success");
  expect(runners.map(({ name, state }) => `${name} ${state}`)).toEqual(["work done", "notify done"]);
});

test("a damaged journal: where, why, what to do; the other sessions are untouched", async () => {
  const { rig, directory, name } = await makeUnfinished();
  const journal = join(directory, ".rigline", "journal.jsonl");
  writeFileSync(journal, readFileSync(journal, "utf8").replace("hookStarted", "hookstarted"));
  const { exitCode, stderr } = await runHere(rig, ["resume"]);
  expect(exitCode).toBe(10);
  expect(stderr).toMatch(/error JOURNAL_DAMAGED: line \d+ of the journal/);
  expect(stderr).toContain(`where: ${journal}:`);
  expect(stderr).toContain(`do:    \`rigline resume ${name} --skip-damaged\` goes on`);
  expect((await runHere(rig, ["sessions"])).exitCode).toBe(0);
});

test("a session that is still running is refused, with who runs it, and left alone", async () => {
  const command = ["node", "-e", "console.error('recording'); setInterval(() => {}, 1000)"];
  const rig = makePlainRig(parent, "rig-1", {}, { experiment: { command, grace_seconds: 0.5 } });
  const running = rig.run([...RUN, "--verbose"]);
  let said = "";
  await new Promise<void>((resolve) => {
    running.stderr?.on("data", (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes("stderr: recording")) resolve();
    });
  });
  const [name = ""] = readdirSync(join(rig.data, "614173"));
  const sessions = await runHere(rig, ["sessions"]);
  const refused = await runHere(rig, ["resume"]);
  running.kill("SIGINT");
  const ended = await running;
  expect(sessions.stdout).toContain(name);
  expect(refused.exitCode, refused.all).toBe(6);
  expect(refused.stderr).toMatch(new RegExp(`error SESSION_RUNNING: .*${name}.*pid ${running.pid}`));
  expect(ended.exitCode, ended.all).toBe(130);
  expect(ended.all).not.toContain("Problems");
});

test("another rig that shares the data folder does not take the session for its own", async () => {
  const { rig, name } = await makeUnfinished();
  const other = makePlainRig(parent, "rig-2", { "bad.mjs": FRAGILE }, { data_dir: rig.data });
  expect((await runHere(other, ["resume"])).stdout).toContain("Nothing to resume");
  writeFileSync(join(other.folder, "mended"), "");
  // By name it is meant.
  expect((await runHere(other, ["resume", name])).exitCode).toBe(0);
});
