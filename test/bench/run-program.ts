import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import type { Sample } from "./sample.js";
import { watchMemory } from "./watch-processes.js";

/** GNU time tells the processor time of a process and its children, which Node does not. */
const GNU_TIME = "/usr/bin/time";
export const countsResources = process.platform === "linux" && existsSync(GNU_TIME);

export interface Program {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  /** Throws when its output is not what it should be. */
  readonly check?: (stdout: string) => void;
}

/** Runs a program to its end and measures it. Throws when it fails: a failed program has no speed. */
export async function runProgram({ command, args, cwd, check }: Program, scratch: string): Promise<Sample> {
  const file = join(scratch, "processor.txt");
  const [program, words] = countsResources
    ? [GNU_TIME, ["-f", "%U %S", "-o", file, command, ...args]]
    : [command, args];
  const started = performance.now();
  const child = execa(program, words, { ...(cwd === undefined ? {} : { cwd }), stdin: "ignore" });
  const memory = countsResources && child.pid !== undefined ? watchMemory(child.pid) : undefined;
  try {
    const { stdout } = await child;
    const seconds = (performance.now() - started) / 1000;
    check?.(stdout);
    if (memory === undefined) return { seconds };
    const [user = 0, system = 0] = readFileSync(file, "utf8").trim().split(/\s+/).map(Number);
    return { seconds, cpuSeconds: user + system, peakBytes: memory.stop() };
  } finally {
    memory?.stop();
  }
}

/** Several programs, one after the other, as one piece of work. */
export async function runPrograms(programs: readonly Program[], scratch: string): Promise<Sample> {
  const samples: Sample[] = [];
  for (const program of programs) samples.push(await runProgram(program, scratch));
  const seconds = samples.reduce((sum, sample) => sum + sample.seconds, 0);
  if (!countsResources) return { seconds };
  return {
    seconds,
    cpuSeconds: samples.reduce((sum, { cpuSeconds = 0 }) => sum + cpuSeconds, 0),
    peakBytes: Math.max(...samples.map(({ peakBytes = 0 }) => peakBytes)),
  };
}
