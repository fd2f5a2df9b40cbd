import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { describe, expect, onTestFinished, test } from "vitest";
import { makeWorkFolder, removeWorkFolder, WATCHDOG } from "../e2e/rig.js";
import { endProcesses, isDaemonIn, leftFiles, leftProcesses } from "./leftovers.js";
import { runTests } from "./nested-run.js";
import { RUN_MARK, type TestRun } from "./test-run.js";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const notLinux = process.platform !== "linux";
if (notLinux) console.log("skipped: whose a process is, only Linux tells");

/** A run of no tests, beside the one that this test belongs to. */
function makeRun(): TestRun {
  const folder = mkdtempSync(join(tmpdir(), "run-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const name of ["temporary", "memory", "rigs"]) mkdirSync(join(folder, name));
  return {
    id: "rl-of-this-test",
    folder: join(folder, "temporary"),
    memory: join(folder, "memory"),
    rigs: join(folder, "rigs"),
  };
}

/** Starts a process that never ends, through one that ends at once: it is nobody's child. */
async function leave(options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv }, told = ""): Promise<number> {
  const endless = `process.title = ${JSON.stringify(`endless ${told}`)}; setInterval(() => {}, 1000)`;
  const parent = `
    const { spawn } = require("node:child_process");
    const child = spawn(process.execPath, ["-e", ${JSON.stringify(endless)}, ${JSON.stringify(told)}], { stdio: "ignore", detached: true });
    child.once("spawn", () => { child.unref(); console.log(child.pid); });`;
  const { stdout } = await execa(process.execPath, ["-e", parent], { ...options, extendEnv: false });
  const pid = Number(stdout);
  expect(pid).toBeGreaterThan(1);
  onTestFinished(() => {
    endProcesses([{ pid, command: "" }]);
  });
  return pid;
}

const bare = { PATH: process.env["PATH"] ?? "" };

describe.skipIf(notLinux)("of the processes that a test leaves", () => {
  const pidsLeft = (run: TestRun): number[] => leftProcesses(run).map(({ pid }) => pid);

  test("what inherits the environment is found, another run's is not", async () => {
    const run = makeRun();
    const ours = await leave({ cwd: "/", env: { ...bare, [RUN_MARK]: run.id } });
    const theirs = await leave({ cwd: "/", env: { ...bare, [RUN_MARK]: "rl-another" } });
    const left = pidsLeft(run);
    expect(left).toContain(ours);
    expect(left).not.toContain(theirs);
  });

  test("what has no mark is found by where it works, and by what it is told", async () => {
    const run = makeRun();
    const there = await leave({ cwd: run.rigs, env: bare });
    const told = await leave({ cwd: "/", env: bare }, join(run.folder, "config.yaml"));
    expect(pidsLeft(run)).toEqual(expect.arrayContaining([there, told]));
  });

  test("what has nothing of the run is found in the checkout, not elsewhere", async () => {
    const run = makeRun();
    const stray = await leave({ cwd: ROOT, env: bare });
    const elsewhere = await leave({ cwd: "/", env: bare });
    const left = pidsLeft(run);
    expect(left).toContain(stray);
    expect(left).not.toContain(elsewhere);
  });

  test("a daemon that was only just started, and holds no lock yet, is ended with its work folder", async () => {
    const folder = makeWorkFolder("just-started");
    mkdirSync(join(folder, "flags"));
    mkdirSync(join(folder, "complete"));
    const config = { flag_dir: join(folder, "flags"), manifest_complete: join(folder, "complete") };
    writeFileSync(join(folder, "watch_config.yml"), JSON.stringify(config));
    const daemon = spawn(process.execPath, [WATCHDOG, "-c", join(folder, "watch_config.yml")], { stdio: "ignore" });
    const ended = once(daemon, "exit");
    await once(daemon, "spawn");
    await removeWorkFolder(folder);
    expect(isDaemonIn(folder)).toBe(false);
    expect(existsSync(folder)).toBe(false);
    await ended;
  });

  test("a child of the one who looks is none: the test runner's own workers are", async () => {
    const run = makeRun();
    const child: ChildProcess = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], {
      env: { ...bare, [RUN_MARK]: run.id },
    });
    await once(child, "spawn");
    expect(pidsLeft(run)).toEqual([]);
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
  });
});

test("files are found below the test file's folder, in memory and among the rigs; an empty folder of a test file is none", () => {
  const run = makeRun();
  mkdirSync(join(run.folder, "one-test", "left"), { recursive: true });
  mkdirSync(join(run.folder, "another-test"));
  // Of npm, not of ours.
  mkdirSync(join(run.folder, "another-test", "node-compile-cache"));
  mkdirSync(join(run.memory ?? "", "one-test", "job"), { recursive: true });
  mkdirSync(join(run.rigs, "rig"));
  const inMemory = join(run.memory ?? "", "one-test", "job");
  const left = [join(run.folder, "one-test", "left"), inMemory, join(run.rigs, "rig")];
  expect(leftFiles(run)).toEqual(left);
});

test.each(["holder", "experiment"])("the note of a killed %s is none; that of one that lives is", (kind) => {
  const run = makeRun();
  mkdirSync(join(run.folder, "a-test"));
  const [dead, alive] = ["dead", "alive"].map((name) => join(run.folder, "a-test", `${name}.${kind}.json`));
  // Beyond the highest that a system gives.
  writeFileSync(dead ?? "", JSON.stringify({ pid: 2 ** 30 }));
  writeFileSync(alive ?? "", JSON.stringify({ pid: process.pid }));
  const unfinished = [2 ** 30, process.pid].map((pid) =>
    join(run.folder, "a-test", `own.${kind}.json.${pid}-fc891d08`),
  );
  for (const path of unfinished) writeFileSync(path, "{");
  expect(new Set(leftFiles(run))).toEqual(new Set([alive, unfinished[1]]));
});

test("a test file that leaves its process changed fails, and is told what", async () => {
  const { exitCode, all } = await runTests({
    "leaving.test.ts": `import { test } from "vitest";
      test("changes its process", () => {
        process.env.LEFT_BY_THE_TEST = "1";
        process.on("SIGHUP", () => {});
      });`,
  });
  expect(exitCode, all).toBe(1);
  expect(all).toContain("what this test file leaves changed in its process");
  expect(all).toContain("the environment's LEFT_BY_THE_TEST is 1");
  expect(all).toContain("SIGHUP has 1 listeners, 0 before");
});

test("a run whose test leaves something fails, names it, and ends and removes it", async () => {
  const result = await runTests({
    "leaving.test.ts": `import { spawn } from "node:child_process";
    import { mkdtempSync } from "node:fs";
    import { tmpdir } from "node:os";
    import { test } from "vitest";
    test("leaves", () => {
      mkdtempSync(tmpdir() + "/forgotten-");
      const options = { stdio: "ignore", detached: true };
      const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], options);
      child.unref();
      console.log("left " + child.pid);
    });`,
  });
  expect(result.exitCode, result.all).toBe(1);
  expect(result.all).toContain("1 passed");
  expect(result.all).toMatch(/Left behind by the tests[^]*\/leaving\/forgotten-/);
  const [, pid = ""] = /left (\d+)/.exec(result.all) ?? [];
  if (notLinux) return endProcesses([{ pid: Number(pid), command: "" }]);
  expect(result.all).toContain(`process ${pid}: `);
  // One that has ended has no command; that nobody has reaped it yet is the system's matter.
  const file = `/proc/${pid}/cmdline`;
  expect(existsSync(file) ? readFileSync(file, "utf8") : "").toBe("");
});
