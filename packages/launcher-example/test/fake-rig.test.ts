import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { runNode } from "./support/run-node.js";

const program = fileURLToPath(new URL("../dist/fake-rig.js", import.meta.url));
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "rigline fake rig "));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
});

const start = (...args: string[]) => runNode(program, ["--output", folder, ...args]);
const lines = (file: string): string[] => readFileSync(join(folder, file), "utf8").trimEnd().split("\n");
const lastEvent = (): string => (JSON.parse(lines("behavior/events.jsonl").at(-1) ?? "{}") as { event: string }).event;

test("it records what it was asked for, and says how far it is", async () => {
  const { exitCode, stdout } = await start("--seconds", "0.5", "--megabytes", "1").ended;
  expect(exitCode).toBe(0);
  expect(statSync(join(folder, "behavior-videos", "camera.bin")).size).toBe(1_000_000);
  expect(lines("behavior-videos/timestamps.csv")).toHaveLength(11);
  expect(lastEvent()).toBe("finished");
  expect(stdout.trimEnd().split("\n").at(-1)).toBe("fake rig: recorded 10 frames");
});

test("a crash leaves what was recorded until then", async () => {
  const { exitCode, stderr } = await start("--seconds", "5", "--megabytes", "5", "--crash-after", "0.2").ended;
  expect(exitCode).toBe(1);
  expect(stderr).toContain("the behaviour board stopped answering");
  expect(statSync(join(folder, "behavior-videos", "camera.bin")).size).toBeGreaterThan(0);
});

test("asked to end it closes its files and says so", async () => {
  const { child, ended } = start("--seconds", "60", "--megabytes", "60");
  child.stdout.once("data", () => (process.platform === "win32" ? child.stdin.end() : child.kill("SIGINT")));
  const { exitCode, stdout } = await ended;
  expect(exitCode).toBe(130);
  expect(stdout).toContain("stopped early, files closed");
  expect(lastEvent()).toBe("stopped");
});
