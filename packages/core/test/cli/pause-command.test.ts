import { existsSync, readdirSync, readFileSync } from "node:fs";
import { hostname } from "node:os";
import path from "node:path";
import { userAt } from "@rigline/foundation/platform";
import { expect, test } from "vitest";
import { makeRig } from "../config/rig-folder.js";
import { runRigline } from "./run-rigline.js";

/** Waits while it is to pause, and says so by a file; ends when it has been let go on. */
const EXPERIMENT = `
const { existsSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");
const [folder] = process.argv.slice(1);
writeFileSync(join(folder, "runs"), "");
let waited = false;
setInterval(() => {
  if (waited && !existsSync(join(folder, "hold"))) process.exit(0);
  if (waited || !existsSync(join(folder, "hold"))) return;
  waited = true;
  writeFileSync(join(folder, "waits"), "");
}, 20);`;

const LISTENER = `import { appendFileSync } from "node:fs";
const note = (word) => ({ session, by }) => appendFileSync(new URL("heard", import.meta.url), word + " " + session.subject + " " + by + "\\n");
export default { name: "listener", version: "1.0.0",
  hooks: { experimentPaused: note("paused"), experimentContinued: note("continued") } };`;

test("a session that runs is paused and goes on from another terminal, and everybody is told", async () => {
  const folder = makeRig({
    "rigline.config.yaml": JSON.stringify({
      rig_name: `pause-${process.pid}-${Math.random().toString(36).slice(2)}`,
      data_dir: "data",
      experiment: { command: ["node", "-e", EXPERIMENT, "{session_directory}"], pause_file: "hold" },
      plugins: [{ use: "./listener.mjs" }],
    }),
    "listener.mjs": LISTENER,
  });
  const idle = await runRigline(folder, ["pause"]);
  expect([idle.exitCode, idle.err]).toEqual([6, expect.stringContaining("SESSION_NOT_RUNNING")]);

  const run = runRigline(folder, ["run", "-s", "614173", "-e", "Ada", "-n", "", "--no-input"]);
  const sessions = path.join(folder, "data", "614173");
  await expect.poll(() => existsSync(sessions) && readdirSync(sessions).length).toBe(1);
  const [name = ""] = readdirSync(sessions);
  const directory = path.join(sessions, name);
  await expect.poll(() => existsSync(path.join(directory, "runs"))).toBe(true);
  const paused = await runRigline(folder, ["pause", "--reason", "the animal is checked"]);
  expect([paused.out, paused.exitCode]).toEqual([`${name} is asked to pause.\n`, 0]);
  // Else it may be let go on before it has looked.
  await expect.poll(() => existsSync(path.join(directory, "waits"))).toBe(true);
  const by = userAt(hostname());
  await expect
    .poll(async () => (await runRigline(folder, ["sessions", "--json"])).out)
    .toContain(`paused by ${by} since`);
  expect((await runRigline(folder, ["continue"])).out).toBe(`${name} goes on.\n`);
  expect((await run).exitCode).toBe(0);
  expect(readFileSync(path.join(folder, "heard"), "utf8")).toBe(`paused 614173 ${by}\ncontinued 614173 ${by}\n`);
  const journal = readFileSync(path.join(directory, ".rigline", "journal.jsonl"), "utf8");
  expect(journal).toContain(`"type":"paused","by":"${by}","reason":"the animal is checked"`);
});
