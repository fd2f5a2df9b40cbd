import { getEventListeners } from "node:events";
import { expect, it } from "vitest";
import { abortWhenReady, isRunning, node, windows } from "./run-program.js";

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

it.skipIf(windows)("asks with SIGINT and lets the child finish (not on Windows: no process groups there)", async () => {
  const { request, lines } = abortWhenReady();
  const script = `
    process.on("SIGINT", () => setTimeout(() => { console.log("data flushed"); process.exit(0); }, 200));
    console.log("ready"); setInterval(() => {}, 1000);
  `;
  const { exit } = await node(script, request);
  expect(lines).toEqual(["ready", "data flushed"]);
  expect(exit).toMatchObject({ reason: "cancelled", code: 0 });
});

it.skipIf(windows)(
  "kills a child that ignores every polite word, after its grace (not on Windows: no process groups there)",
  async () => {
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
  },
);

it.skipIf(windows)("ends grandchildren too (not on Windows: no process groups there)", async () => {
  const { request, lines } = abortWhenReady();
  const script = `
    import { spawn } from "node:child_process";
    const grandchild = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore" });
    console.log("ready " + grandchild.pid); setInterval(() => {}, 1000);
  `;
  await node(script, request);
  expect(isRunning(Number(lines[0]?.split(" ")[1]))).toBe(false);
});

it.skipIf(windows)(
  "ends a stubborn grandchild whose parent has left politely (not on Windows: no process groups there)",
  async () => {
    const { request, lines } = abortWhenReady();
    const script = `
    import { spawn } from "node:child_process";
    const stubborn = "process.on('SIGINT', () => {}); console.log('up'); setInterval(() => {}, 1000)";
    const grandchild = spawn(process.execPath, ["-e", stubborn], { stdio: ["ignore", "pipe", "ignore"] });
    grandchild.stdout.once("data", () => console.log("ready " + grandchild.pid));
    process.on("SIGINT", () => process.exit(0));
  `;
    const { exit } = await node(script, { ...request, graceMs: 300 });
    expect(isRunning(Number(lines[0]?.split(" ")[1]))).toBe(false);
    expect(exit).toMatchObject({
      reason: "cancelled",
      code: 0,
      summary: "was cancelled and was killed after its grace period",
    });
  },
);

it.skipIf(windows)(
  "returns when the child has exited although a grandchild holds its output open, and says that it is left (not on Windows: no process groups there)",
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

it.skipIf(windows)(
  "returns although a grandchild floods the output that it holds open (not on Windows: no process groups there)",
  async () => {
    const script = `
    import { spawn } from "node:child_process";
    const flood = "const more = (failure) => failure ? process.exit() : process.stdout.write('x'.repeat(1000) + '\\\\n', more); process.stdout.on('error', () => {}); more()";
    spawn(process.execPath, ["-e", flood], { stdio: "inherit" }).unref();
    setTimeout(() => process.exit(0), 300);
  `;
    const { exit } = await node(script);
    expect(exit).toMatchObject({ reason: "exit", code: 0 });
    expect(exit.milliseconds).toBeLessThan(6000);
  },
);

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
  const { signal } = new AbortController();
  await node("", { signal, timeoutMs: 60_000 });
  expect(getEventListeners(signal, "abort")).toEqual([]);
  expect(process.listenerCount("exit")).toBe(before);
});
