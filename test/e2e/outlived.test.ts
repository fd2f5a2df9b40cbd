import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { identifyProcess } from "@rigline/core";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { driveTerminal, whyNoTerminal } from "./drive-terminal.js";
import { makePlainRig } from "./plain-rig.js";
import { makeWorkFolder, removeWorkFolder, RIGLINE, type Rig } from "./rig.js";
import { runHere } from "./run-here.js";

const noTerminal = await whyNoTerminal();
if (noTerminal !== undefined) console.log(`a part of outlived.test.ts is skipped: ${noTerminal}`);
if (process.platform === "win32")
  console.log(
    "outlived.test.ts is skipped: on Windows the system ends an experiment with the launcher that started it",
  );

let parent: string;
beforeEach(() => {
  parent = makeWorkFolder("outlived");
});
afterEach(async () => {
  const pid = readPid();
  if (pid !== undefined && (await isAlive(pid))) process.kill(pid, "SIGKILL");
  await removeWorkFolder(parent);
});

/** Runs until it is ended or the file `stop` is there; nothing of a launcher's end reaches it. */
const STUBBORN = `
  const { existsSync, writeFileSync } = require("node:fs");
  const at = (name) => ${JSON.stringify("PARENT")} + "/" + name;
  if (existsSync(at("quick"))) process.exit(0);
  process.on("SIGINT", () => process.exit(0));
  writeFileSync(process.env.RIGLINE_SESSION_DIRECTORY + "/trials.csv", "trial");
  writeFileSync(at("pid.new"), String(process.pid));
  require("node:fs").renameSync(at("pid.new"), at("pid"));
  setInterval(() => existsSync(at("stop")) && process.exit(0), 20);`;

function makeStubbornRig(): Rig {
  const source = STUBBORN.replace("PARENT", parent);
  return makePlainRig(parent, "rig-1", {}, { experiment: { command: ["node", "-e", source] } });
}

function readPid(): number | undefined {
  const file = join(parent, "pid");
  return existsSync(file) ? Number(readFileSync(file, "utf8")) : undefined;
}

/** What launchers have noted of experiments on this computer. */
function readNotes(): string {
  const notes = readdirSync(tmpdir()).filter((name) => name.endsWith(".experiment.json"));
  return notes.map((name) => readFileSync(join(tmpdir(), name), "utf8")).join("");
}

/** One that has ended and that nobody has reaped, as in a container without an init process, still has its id. */
async function isAlive(pid: number): Promise<boolean> {
  return (await identifyProcess(pid, { environment: process.env as Record<string, string> })) !== undefined;
}

const RUN = ["run", "--subject", "614173", "--no-input"];
/** Of another subject: two of one within the same second would have the same name. */
const NEXT = ["run", "--subject", "614174", "--no-input"];

/** A session whose launcher was killed while its experiment runs; that goes on. */
async function killLauncher(rig: Rig): Promise<{ readonly name: string; readonly pid: number }> {
  const launcher = rig.run(RUN);
  const name = (): string => readdirSync(join(rig.data, "614173"))[0] ?? "";
  const journal = (): string => join(rig.data, "614173", name(), ".rigline", "journal.jsonl");
  await expect.poll(readPid).toBeDefined();
  // Durable before anything can be asked of it.
  await expect.poll(() => readFileSync(journal(), "utf8")).toContain("experimentStarted");
  // And noted for the rig: half a note would be left by who is killed while writing it.
  await expect.poll(readNotes).toContain(`"pid":${readPid()}`);
  launcher.kill("SIGKILL");
  await launcher;
  const pid = readPid() ?? 0;
  expect(await isAlive(pid)).toBe(true);
  return { name: name(), pid };
}

describe.skipIf(process.platform === "win32")("an experiment whose launcher was killed", () => {
  test("is told by doctor and sessions, and neither another session nor a resume begins beside it", async () => {
    const rig = makeStubbornRig();
    const { name, pid } = await killLauncher(rig);
    const doctor = await runHere(rig, ["doctor", "--json"]);
    expect(doctor.exitCode).toBe(5);
    const told = `the experiment of session ${name} still runs (pid ${pid}), and its launcher is gone`;
    expect(JSON.parse(doctor.stdout)).toMatchObject({
      findings: expect.arrayContaining([expect.objectContaining({ level: "error", subject: "rig", message: told })]),
    });
    for (const args of [RUN, ["resume"], ["resume", name]]) {
      const refused = await runHere(rig, args);
      expect(refused.exitCode, refused.all).toBe(6);
      expect(refused.stderr).toContain(`error EXPERIMENT_RUNNING: ${told}`);
    }
    // Nor where another data folder is named: it is the rig that is in use.
    expect((await runHere(rig, [...RUN, "--data-dir", "elsewhere"])).exitCode).toBe(6);
    const { sessions } = JSON.parse((await runHere(rig, ["sessions", "--json"])).stdout) as { sessions: object[] };
    expect(sessions).toMatchObject([{ name, standing: "unfinished", interrupted: true }]);
    expect((await runHere(rig, ["sessions"])).stdout).toMatch(/ interrupted [^]*still runs/);
    expect(await isAlive(pid)).toBe(true);
    expect(readdirSync(join(rig.data, "614173"))).toEqual([name]);
  });

  test("is waited for no longer than it runs: then resume hands off, and nothing is told any more", async () => {
    const rig = makeStubbornRig();
    const { name, pid } = await killLauncher(rig);
    writeFileSync(join(parent, "stop"), "");
    await expect.poll(() => isAlive(pid)).toBe(false);
    const doctor = await runHere(rig, ["doctor", "--json"]);
    expect(doctor.exitCode).toBe(0);
    expect(doctor.stdout).toContain(`1 session is unfinished: ${name} (the launcher died during the experiment)`);
    expect((await runHere(rig, ["resume"])).stdout).toContain("failed: the launcher died during the experiment");
    expect((await runHere(rig, ["doctor", "--json"])).stdout).not.toContain("unfinished");
  });

  test("is ended where somebody says so, by its id and its start, and then its data is handed off", async () => {
    const rig = makeStubbornRig();
    const { pid } = await killLauncher(rig);
    const resumed = await runHere(rig, ["resume", "--no-input", "--answer", "end_experiment=yes"]);
    expect(resumed.exitCode, resumed.all).toBe(7);
    expect(await isAlive(pid)).toBe(false);
  });

  test("and that has ended since keeps nobody from the rig", async () => {
    const rig = makeStubbornRig();
    const { name, pid } = await killLauncher(rig);
    process.kill(pid, "SIGKILL");
    await expect.poll(() => isAlive(pid)).toBe(false);
    const journal = join(rig.data, "614173", name, ".rigline", "journal.jsonl");
    expect(readFileSync(journal, "utf8")).toContain(`"pid":${pid},"started":"`);
    writeFileSync(join(parent, "quick"), "");
    expect((await runHere(rig, NEXT)).exitCode).toBe(0);
  });

  test.skipIf(noTerminal !== undefined)(
    "is ended from the question at a terminal (skipped where there is none)",
    async () => {
      const rig = makeStubbornRig();
      const { pid } = await killLauncher(rig);
      const steps = [{ expect: "End it now?", send: "y" }];
      const driven = await driveTerminal([RIGLINE, "resume"], rig.folder, steps);
      expect(driven.output).toContain(`still runs (pid ${pid})`);
      expect(driven.code).toBe(7);
      expect(await isAlive(pid)).toBe(false);
    },
  );
});

describe("a session that nobody has finished", () => {
  const FRAGILE = `import { existsSync } from "node:fs";
    export default { name: "bad", version: "1.0.0", hooks: { ready: ({ runners }) => { runners.add({
      name: "work", phase: "postSession", run: () => { if (!existsSync(new URL("mended", import.meta.url))) throw new Error("the server is away"); } }); } } };`;

  async function makeUnfinished() {
    const rig = makePlainRig(parent, "rig-1", { "bad.mjs": FRAGILE });
    expect((await runHere(rig, RUN)).exitCode).toBe(8);
    return { rig, name: readdirSync(join(rig.data, "614173"))[0] ?? "" };
  }

  const unfinishedIn = async (rig: Rig): Promise<string[]> => {
    const { sessions } = JSON.parse((await runHere(rig, ["sessions", "--json"])).stdout) as {
      sessions: { name: string; unfinished: boolean }[];
    };
    return sessions.filter(({ unfinished }) => unfinished).map(({ name }) => name);
  };

  test("is told at the start of the next one, which runs all the same", async () => {
    const { rig, name } = await makeUnfinished();
    writeFileSync(join(rig.folder, "mended"), "");
    const next = await rig.run([...NEXT, "--json"]);
    expect(next.exitCode, next.all).toBe(0);
    expect(next.stderr).toContain(`1 session is unfinished: ${name} (owes work)`);
    expect(JSON.parse(next.stdout)).toMatchObject({
      findings: expect.arrayContaining([expect.objectContaining({ level: "warning", subject: "sessions" })]),
    });
    expect(await unfinishedIn(rig)).toEqual([name]);
  });

  test("is finished first where an answer says so; standard output is the new session's", async () => {
    const { rig, name } = await makeUnfinished();
    writeFileSync(join(rig.folder, "mended"), "");
    const next = await rig.run([...NEXT, "--json", "--answer", "resume_first=yes"]);
    expect(next.exitCode, next.all).toBe(0);
    expect(next.stderr).toContain(`Session    ${name}`);
    const { session, findings } = JSON.parse(next.stdout) as { session: { name: string }; findings: object[] };
    expect(session.name).not.toBe(name);
    expect(JSON.stringify(findings)).not.toContain("unfinished");
    expect(await unfinishedIn(rig)).toEqual([]);
    // What was not needed is no mistake.
    expect((await runHere(rig, [...NEXT, "--answer", "resume_first=yes"])).stderr).not.toContain("nobody asked");
  });

  test("that can't be finished does not keep the next one from running", async () => {
    const { rig, name } = await makeUnfinished();
    const next = await runHere(rig, [...NEXT, "--answer", "resume_first=yes"]);
    expect(next.exitCode, next.all).toBe(8);
    expect(await unfinishedIn(rig)).toHaveLength(2);
    expect(await unfinishedIn(rig)).toContain(name);
  });

  test.skipIf(noTerminal !== undefined)("is offered at a terminal (skipped where there is none)", async () => {
    const { rig, name } = await makeUnfinished();
    writeFileSync(join(rig.folder, "mended"), "");
    const steps = [{ expect: "Finish it first?", send: "y" }];
    const driven = await driveTerminal([RIGLINE, "run", "--subject", "614173"], rig.folder, steps);
    expect(driven.output).toContain(`1 session is unfinished: ${name}`);
    expect(driven.code).toBe(0);
    expect(await unfinishedIn(rig)).toEqual([]);
  });
});
