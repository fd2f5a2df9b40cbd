import { mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import type { ProcessExit, ProcessRequest } from "../../src/processes/process-exit.js";
import { createProcessRunner } from "../../src/processes/process-runner.js";

/** Windows has no signals, no execute permission, and no scripts that name their interpreter: such tests are skipped there. */
export const windows = process.platform === "win32";

export function makeFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "rigline-processes-")));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export const environment = { PATH: process.env["PATH"] ?? "", SystemRoot: process.env["SystemRoot"] ?? "" };

export interface Run {
  readonly exit: ProcessExit;
  readonly stdout: string[];
  readonly stderr: string[];
}

const runner = createProcessRunner();

export async function run(command: ProcessRequest["command"], request: Partial<ProcessRequest> = {}): Promise<Run> {
  const lines = { stdout: [] as string[], stderr: [] as string[] };
  const exit = await runner.run({
    command,
    directory: process.cwd(),
    environment,
    graceMs: 5000,
    onLine: (line, stream) => lines[stream].push(line),
    ...request,
  });
  return { exit, ...lines };
}

/** Runs a script in this Node. */
export function node(script: string, request: Partial<ProcessRequest> = {}): Promise<Run> {
  return run([process.execPath, "--input-type=module", "-e", script], request);
}

/** Aborts as soon as the child says that it is ready, and keeps the lines. */
export function abortWhenReady(): { request: Partial<ProcessRequest>; lines: string[] } {
  const controller = new AbortController();
  const lines: string[] = [];
  const onLine = (line: string): void => {
    lines.push(line);
    if (line.startsWith("ready")) controller.abort();
  };
  return { request: { signal: controller.signal, onLine }, lines };
}

/** A process that has ended but that nobody has reaped yet does not run. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== "linux" || !/\) [ZX]/.test(readFileSync(`/proc/${pid}/stat`, "latin1"));
  } catch {
    return false;
  }
}
