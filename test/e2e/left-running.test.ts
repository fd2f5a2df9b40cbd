import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { identifyProcess } from "@rigline/core";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { makeRig, makeWorkFolder, publishedOf, removeWorkFolder, type Rig } from "./rig.js";
import { runHere } from "./run-here.js";

if (process.platform === "win32")
  console.log("left-running.test.ts is skipped: its experiments leave processes in a group, which Windows has not");

let parent: string;
beforeEach(() => {
  parent = makeWorkFolder("left-running");
});
afterEach(async () => {
  writeFileSync(join(parent, "stop"), "");
  const pid = readPid();
  if (pid !== undefined) while (await isAlive(pid)) await setTimeout(20);
  await removeWorkFolder(parent);
});

const environment = process.env as Record<string, string>;
const isAlive = async (pid: number): Promise<boolean> => (await identifyProcess(pid, { environment })) !== undefined;

function readPid(): number | undefined {
  const file = join(parent, "pid");
  return existsSync(file) ? Number(readFileSync(file, "utf8")) : undefined;
}

/** The program ends at once; what it has started writes a line, waits for a file `go`, and writes another one. */
function makeLeavingRig(): Rig {
  const at = (name: string): string => JSON.stringify(join(parent, name));
  const writer = `
    const { appendFileSync, existsSync } = require("node:fs");
    const file = process.argv[1];
    appendFileSync(file, "early\\n");
    const timer = setInterval(() => {
      if (existsSync(${at("stop")})) process.exit(0);
      if (!existsSync(${at("go")})) return;
      appendFileSync(file, "late\\n");
      if (existsSync(${at("leave")})) process.exit(0);
      clearInterval(timer);
      setInterval(() => existsSync(${at("stop")}) && process.exit(0), 20);
    }, 20);`;
  const program = `
    const { spawn } = require("node:child_process");
    const { mkdirSync, writeFileSync } = require("node:fs");
    const folder = process.env.RIGLINE_SESSION_DIRECTORY + "/behavior";
    mkdirSync(folder);
    const rest = spawn(process.execPath, ["-e", ${JSON.stringify(writer)}, folder + "/trials.csv"], { stdio: "ignore" });
    rest.unref();
    writeFileSync(${at("pid")}, String(rest.pid));
    const wait = setInterval(() => { if (require("node:fs").existsSync(folder + "/trials.csv")) process.exit(0); }, 10);`;
  return makeRig({
    parent,
    name: "rig-1",
    plugins: [{ use: "@rigline/watchdog-plugin" }],
    config: { experiment: { command: ["node", "-e", program], grace_seconds: 1 } },
  });
}

const copied = (rig: Rig): string => {
  const [name = ""] = publishedOf(rig);
  return readFileSync(join(rig.central, "614173", name, "behavior", "trials.csv"), "utf8");
};

const RUN = ["run", "--subject", "614173", "--no-input", "--json"];

describe.skipIf(process.platform === "win32")("what an experiment has started and left running", () => {
  test("is waited for before the hand-off, so that what it writes is handed off", async () => {
    const rig = makeLeavingRig();
    for (const name of ["go", "leave"]) writeFileSync(join(parent, name), "");
    const result = await rig.run(RUN);
    expect(result.exitCode, result.all).toBe(0);
    expect(copied(rig)).toBe("early\nlate\n");
    expect(JSON.parse(result.stdout)).toMatchObject({ problems: [], handOff: { state: "complete" } });
  });

  test("and still writes is told in report, journal and sessions; what it wrote since, by each command that follows", async () => {
    const rig = makeLeavingRig();
    const result = await rig.run(RUN);
    expect(result.exitCode, result.all).toBe(0);
    expect(result.stderr).toContain("waiting up to 1 s for what the experiment has started and left running: ");
    expect(copied(rig)).toBe("early\n");
    const pid = readPid();
    const { problems, runners, session } = JSON.parse(result.stdout) as {
      problems: object[];
      runners: object[];
      session: { name: string; directory: string };
    };
    expect(problems).toMatchObject([{ code: "EXPERIMENT_LEFT_RUNNING", exit: "success" }]);
    const details = [{ label: "still running", value: expect.stringContaining(`(pid ${pid})`) }];
    expect(runners).toContainEqual(expect.objectContaining({ name: "experiment", details }));
    expect(readFileSync(join(session.directory, ".rigline", "journal.jsonl"), "utf8")).toContain("still running");
    const before = await runHere(rig, ["doctor"]);
    expect(before.stdout).toContain(
      `processes that the experiment of session ${session.name} started still run (pid ${pid})`,
    );
    expect(before.exitCode).toBe(0);

    writeFileSync(join(parent, "go"), "");
    const trials = join(session.directory, "behavior", "trials.csv");
    await expect.poll(() => readFileSync(trials, "utf8")).toContain("late");
    const changed = "1 file was written after the hand-off, and the copy does not have that: behavior/trials.csv";
    expect((await runHere(rig, ["doctor"])).stdout).toContain(`of session ${session.name}, ${changed}`);
    const { sessions } = JSON.parse((await runHere(rig, ["sessions", "--json"])).stdout) as { sessions: object[] };
    expect(sessions).toMatchObject([
      { standing: "finished", notes: [expect.stringContaining(`(pid ${pid})`), `changed since: ${changed}`] },
    ]);

    writeFileSync(join(parent, "stop"), "");
    await expect.poll(() => isAlive(pid ?? 0)).toBe(false);
    const next = await rig.run(RUN);
    expect(next.stderr).toContain(changed);
    expect((await runHere(rig, ["doctor"])).stdout).not.toContain("after the hand-off");
  });
});
