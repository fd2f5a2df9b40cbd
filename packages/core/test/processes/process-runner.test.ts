import { chmodSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { ProcessExit, ProcessRequest } from "../../src/processes/process-exit.js";
import { createProcessRunner } from "../../src/processes/process-runner.js";

const folder = realpathSync(mkdtempSync(join(tmpdir(), "rigline-processes-")));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const environment = { PATH: process.env["PATH"] ?? "", SystemRoot: process.env["SystemRoot"] ?? "" };
const runner = createProcessRunner();

interface Run {
  readonly exit: ProcessExit;
  readonly stdout: string[];
  readonly stderr: string[];
}

async function run(command: ProcessRequest["command"], request: Partial<ProcessRequest> = {}): Promise<Run> {
  const lines = { stdout: [] as string[], stderr: [] as string[] };
  const exit = await runner.run({
    command,
    directory: folder,
    environment,
    graceMs: 5000,
    onLine: (line, stream) => lines[stream].push(line),
    ...request,
  });
  return { exit, ...lines };
}

/** Runs a script in this Node. */
const node = (script: string, request: Partial<ProcessRequest> = {}): Promise<Run> =>
  run([process.execPath, "--input-type=module", "-e", script], request);

/** Aborts as soon as the child says that it is ready, and keeps the lines. */
function abortWhenReady(): { request: Partial<ProcessRequest>; lines: string[] } {
  const controller = new AbortController();
  const lines: string[] = [];
  const onLine = (line: string): void => {
    lines.push(line);
    if (line.startsWith("ready")) controller.abort();
  };
  return { request: { signal: controller.signal, onLine }, lines };
}

/** A process that has ended but that nobody has reaped yet does not run. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== "linux" || !/\) [ZX]/.test(readFileSync(`/proc/${pid}/stat`, "latin1"));
  } catch {
    return false;
  }
}

/** What Windows has not: signals, execute permission, scripts that name their interpreter. */
const posix: typeof it = process.platform === "win32" ? (it.skip as typeof it) : it;

describe("how it ended", () => {
  it("exits with a code", async () => {
    const { exit } = await node("process.exit(3)");
    expect(exit).toEqual({
      reason: "exit",
      code: 3,
      signal: undefined,
      milliseconds: expect.any(Number),
      stderrTail: [],
      summary: "exited with code 3",
    });
  });

  it("exits with zero", async () => {
    const { exit } = await node("");
    expect(exit).toMatchObject({ reason: "exit", code: 0, summary: "exited with code 0" });
  });

  posix("is ended by a signal", async () => {
    const { exit } = await node("process.kill(process.pid, 'SIGKILL')");
    expect(exit).toMatchObject({
      reason: "signal",
      code: undefined,
      signal: "SIGKILL",
      summary: "was ended by SIGKILL",
    });
  });

  it("runs out of time", async () => {
    const { exit } = await node("setInterval(() => {}, 1000)", { timeoutMs: 300 });
    expect(exit).toMatchObject({
      reason: "timeout",
      summary: expect.stringMatching(/^ran longer than 300 ms and was ended by SIG/),
    });
  });

  it("is cancelled", async () => {
    const { request } = abortWhenReady();
    const { exit } = await node("console.log('ready'); setInterval(() => {}, 1000)", request);
    expect(exit).toMatchObject({ reason: "cancelled", summary: expect.stringMatching(/^was cancelled and /) });
  });

  it("is not started at all when cancelled before", async () => {
    const { exit, stdout } = await node("console.log('ran')", { signal: AbortSignal.abort() });
    expect(exit).toMatchObject({ reason: "cancelled", summary: "was not started: cancelled before" });
    expect(stdout).toEqual([]);
  });

  it("is not found", async () => {
    const { exit } = await run(["no-such-program-here"]);
    expect(exit).toMatchObject({
      reason: "not-found",
      code: undefined,
      summary: "could not be found: no-such-program-here",
    });
  });

  it("is not found at a path", async () => {
    const { exit } = await run([join(folder, "absent", "bonsai.exe")]);
    expect(exit).toMatchObject({
      reason: "not-found",
      summary: `could not be found: ${join(folder, "absent", "bonsai.exe")}`,
    });
  });

  it("has no working folder, and says that it is the folder that is missing", async () => {
    const { exit } = await node("", { directory: join(folder, "absent") });
    expect(exit).toMatchObject({
      reason: "failed-to-start",
      summary: `could not be started: the working folder ${join(folder, "absent")} does not exist`,
    });
  });

  it("has a file for a working folder", async () => {
    writeFileSync(join(folder, "a-file"), "");
    const { exit } = await node("", { directory: join(folder, "a-file") });
    expect(exit.summary).toBe(`could not be started: the working folder ${join(folder, "a-file")} is not a folder`);
  });

  posix("is not executable", async () => {
    const file = join(folder, "not-executable");
    writeFileSync(file, "#!/bin/sh\n");
    chmodSync(file, 0o644);
    const { exit } = await run([file]);
    expect(exit).toMatchObject({
      reason: "failed-to-start",
      summary: `could not be started: this user may not execute ${file} (EACCES)`,
    });
  });

  posix("names an interpreter that is missing", async () => {
    const file = join(folder, "odd-interpreter");
    writeFileSync(file, "#!/no/such/interpreter\n");
    chmodSync(file, 0o755);
    const { exit } = await run([file]);
    expect(exit).toMatchObject({
      reason: "failed-to-start",
      summary: `could not be started: ${file} is there, but the interpreter that its first line names is not`,
    });
  });

  it("can't be given what no system takes", async () => {
    const { exit } = await run([process.execPath, "a\0b"]);
    expect(exit).toMatchObject({ reason: "failed-to-start", summary: expect.stringContaining("null bytes") });
  });

  posix("runs a program found only through the PATH that it is given", async () => {
    const bin = join(folder, "its own bin");
    mkdirSync(bin);
    writeFileSync(join(bin, "rig-tool"), "#!/bin/sh\necho found\n", { mode: 0o755 });
    const { stdout } = await run(["rig-tool"], { environment: { PATH: `${bin}:/usr/bin:/bin` } });
    expect(stdout).toEqual(["found"]);
  });

  posix("runs a program relative to the working folder, with spaces in path and arguments", async () => {
    const place = join(folder, "Program Files (x86)");
    mkdirSync(place);
    writeFileSync(join(place, "my rig.sh"), '#!/bin/sh\npwd\nprintf "%s\\n" "$@"\n', { mode: 0o755 });
    const { stdout } = await run(["./my rig.sh", "a b", '"$HOME"; `id`', ""], { directory: place });
    expect(stdout).toEqual([place, "a b", '"$HOME"; `id`', ""]);
  });
});

describe("output", () => {
  it("comes as whole lines, each with its stream", async () => {
    const { stdout, stderr } = await node(
      "process.stdout.write('a\\r\\nb\\rc\\n'); process.stderr.write('wrong\\n'); process.stdout.write('no end')",
    );
    expect(stdout).toEqual(["a", "b", "c", "no end"]);
    expect(stderr).toEqual(["wrong"]);
  });

  it("keeps the last 20 lines of standard error", async () => {
    const { exit } = await node("for (let i = 1; i <= 50; i++) console.error('line ' + i); process.exitCode = 1");
    expect(exit.stderrTail).toEqual(Array.from({ length: 20 }, (_, index) => `line ${index + 31}`));
  });

  it("gives the child exactly the environment of the request", async () => {
    const { stdout } = await node("console.log(JSON.stringify([process.env.RIG, process.env.HOME]))", {
      environment: { ...environment, RIG: "behavior-1" },
    });
    expect(stdout).toEqual(['["behavior-1",null]']);
  });

  it("of 200 MB neither fills the memory nor loses a line", async () => {
    const script = `
      const block = (("x".repeat(99) + "\\n").repeat(10_000));
      for (let i = 0; i < 200; i++) if (!process.stdout.write(block)) await new Promise((go) => process.stdout.once("drain", go));
    `;
    let lines = 0;
    let most = 0;
    const before = process.memoryUsage.rss();
    await node(script, {
      onLine: () => {
        lines += 1;
        if (lines % 20_000 === 0) most = Math.max(most, process.memoryUsage.rss() - before);
      },
    });
    expect(lines).toBe(2_000_000);
    expect(most / 1e6).toBeLessThan(150);
  });

  it("that comes right before the exit is not lost", async () => {
    const { stdout } = await node("process.stdout.write('last words\\n'.repeat(5000)); process.exitCode = 1");
    expect(stdout).toHaveLength(5000);
  });

  it("goes on when the listener throws; run rejects with what was thrown", async () => {
    const marker = join(folder, "finished");
    const script = `import { writeFileSync } from "node:fs"; console.log("a"); console.log("b"); writeFileSync(${JSON.stringify(marker)}, "")`;
    let calls = 0;
    await expect(
      node(script, {
        onLine: () => {
          calls += 1;
          throw new Error("the listener broke");
        },
      }),
    ).rejects.toThrow("the listener broke");
    expect(calls).toBe(1);
    rmSync(marker);
  });

  it("feeds standard input and closes it", async () => {
    const { stdout } = await node("process.stdin.on('data', (data) => console.log('got ' + data))", { input: "hello" });
    expect(stdout).toEqual(["got hello"]);
  });

  it("does not fail when the child never reads its input", async () => {
    const { exit } = await node("process.stdin.destroy(); process.exitCode = 0", { input: "x".repeat(5_000_000) });
    expect(exit).toMatchObject({ reason: "exit", code: 0 });
  });
});

describe("ending the tree", () => {
  it("closes standard input, so that a child without signals can end by itself", async () => {
    const { request, lines } = abortWhenReady();
    const script = `
      process.on("SIGINT", () => {});
      process.stdin.on("end", () => { console.log("closed"); process.exit(0); }).resume();
      console.log("ready");
    `;
    const { exit } = await node(script, request);
    expect(lines).toEqual(["ready", "closed"]);
    expect(exit).toMatchObject({ reason: "cancelled", code: 0, summary: "was cancelled and exited with code 0" });
  });

  posix("asks with SIGINT and lets the child finish", async () => {
    const { request, lines } = abortWhenReady();
    const script = `
      process.on("SIGINT", () => setTimeout(() => { console.log("data flushed"); process.exit(0); }, 200));
      console.log("ready"); setInterval(() => {}, 1000);
    `;
    const { exit } = await node(script, request);
    expect(lines).toEqual(["ready", "data flushed"]);
    expect(exit).toMatchObject({ reason: "cancelled", code: 0 });
  });

  posix("kills a child that ignores every polite word, after its grace", async () => {
    const { request } = abortWhenReady();
    const script = `
      for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => {});
      console.log("ready"); setInterval(() => {}, 1000);
    `;
    const { exit } = await node(script, { ...request, graceMs: 300 });
    expect(exit).toMatchObject({
      reason: "cancelled",
      signal: "SIGKILL",
      summary: "was cancelled and was killed after its grace period",
    });
    expect(exit.milliseconds).toBeGreaterThanOrEqual(300);
  });

  posix("ends grandchildren too", async () => {
    const { request, lines } = abortWhenReady();
    const script = `
      import { spawn } from "node:child_process";
      const grandchild = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore" });
      console.log("ready " + grandchild.pid); setInterval(() => {}, 1000);
    `;
    await node(script, request);
    expect(isRunning(Number(lines[0]!.split(" ")[1]))).toBe(false);
  });

  posix("ends a stubborn grandchild whose parent has left politely", async () => {
    const { request, lines } = abortWhenReady();
    const script = `
      import { spawn } from "node:child_process";
      const stubborn = "process.on('SIGINT', () => {}); console.log('up'); setInterval(() => {}, 1000)";
      const grandchild = spawn(process.execPath, ["-e", stubborn], { stdio: ["ignore", "pipe", "ignore"] });
      grandchild.stdout.once("data", () => console.log("ready " + grandchild.pid));
      process.on("SIGINT", () => process.exit(0));
    `;
    const { exit } = await node(script, { ...request, graceMs: 300 });
    expect(isRunning(Number(lines[0]!.split(" ")[1]))).toBe(false);
    expect(exit).toMatchObject({
      reason: "cancelled",
      code: 0,
      summary: "was cancelled and was killed after its grace period",
    });
  });

  posix(
    "returns when the child has exited although a grandchild holds its output open, and says that it is left",
    async () => {
      const script = `
      import { spawn } from "node:child_process";
      const grandchild = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "inherit" });
      grandchild.unref();
      console.log(grandchild.pid);
      process.exit(0);
    `;
      const { exit, stdout } = await node(script);
      const grandchild = Number(stdout[0]);
      expect(isRunning(grandchild)).toBe(true);
      process.kill(grandchild, "SIGKILL");
      expect(exit).toMatchObject({ reason: "exit", code: 0, leftRunning: true });
      expect(exit.milliseconds).toBeLessThan(5000);
    },
  );

  posix("returns although a grandchild floods the output that it holds open", async () => {
    const script = `
      import { spawn } from "node:child_process";
      const flood = "const more = () => process.stdout.write('x'.repeat(1000) + '\\\\n', more); process.stdout.on('error', () => process.exit()); more()";
      spawn(process.execPath, ["-e", flood], { stdio: "inherit" }).unref();
      setTimeout(() => process.exit(0), 300);
    `;
    const { exit } = await node(script);
    expect(exit).toMatchObject({ reason: "exit", code: 0 });
    expect(exit.milliseconds).toBeLessThan(6000);
  });

  it("keeps the first reason when a cancel follows the timeout", async () => {
    const controller = new AbortController();
    const script =
      "process.on('SIGINT', () => { console.log('asked'); setTimeout(() => process.exit(7), 300); }); setInterval(() => {}, 1000)";
    const { exit } = await node(script, {
      timeoutMs: 500,
      signal: controller.signal,
      onLine: () => controller.abort(),
    });
    expect(exit.reason).toBe("timeout");
  });

  it("keeps the exit when the timeout comes later", async () => {
    const { exit } = await node("process.exit(5)", { timeoutMs: 60_000 });
    expect(exit).toMatchObject({ reason: "exit", code: 5 });
  });

  it("does not take a timeout beyond a timer's range for none at all", async () => {
    const { exit } = await node("setTimeout(() => {}, 200)", { timeoutMs: 2 ** 31 });
    expect(exit).toMatchObject({ reason: "exit", code: 0 });
  });

  it("leaves no listeners on the signal and none on the process", async () => {
    const before = process.listenerCount("exit");
    const controller = new AbortController();
    let listeners = 0;
    const { addEventListener, removeEventListener } = controller.signal;
    controller.signal.addEventListener = (...args: Parameters<typeof addEventListener>) => {
      listeners += 1;
      addEventListener.apply(controller.signal, args);
    };
    controller.signal.removeEventListener = (...args: Parameters<typeof removeEventListener>) => {
      listeners -= 1;
      removeEventListener.apply(controller.signal, args);
    };
    await node("", { signal: controller.signal });
    expect(listeners).toBe(0);
    expect(process.listenerCount("exit")).toBe(before);
  });
});
