import type { SimulatedStep } from "./simulation-schema.js";

/**
 * Plays the steps, in a process of its own, so that lines, pauses, time limits and Ctrl+C are as with a real program. Between two steps it
 * waits while its pause file is there. Its arguments: the steps as JSON, the session's folder, the pause file or nothing.
 */
const PLAYER = `
const { appendFileSync, existsSync, mkdirSync } = require("node:fs");
const { dirname, join } = require("node:path");
const { setTimeout: sleep } = require("node:timers/promises");
const [steps, folder, pauseFile = ""] = process.argv.slice(1);
const MEGABYTE = Buffer.alloc(1_000_000);
void (async () => {
  for (const step of JSON.parse(steps)) {
    while (pauseFile !== "" && existsSync(pauseFile)) await sleep(50);
    if (step.print !== undefined) console.log(step.print);
    if (step.wait_seconds !== undefined) await sleep(step.wait_seconds * 1000);
    if (step.write !== undefined) {
      const file = join(folder, step.write);
      mkdirSync(dirname(file), { recursive: true });
      appendFileSync(file, step.text ?? "");
      let left = Math.round((step.megabytes ?? 0) * 1_000_000);
      for (; left > 0; left -= MEGABYTE.length) appendFileSync(file, MEGABYTE.subarray(0, Math.min(left, MEGABYTE.length)));
    }
    if (step.exit_code !== undefined) process.exit(step.exit_code);
  }
})();`;

export interface SimulatedRun {
  readonly steps: readonly SimulatedStep[];
  /** The session's folder, absolute. */
  readonly folder: string;
  /** Absolute; undefined: it can't be paused. */
  readonly pauseFile: string | undefined;
}

/** What is started in the place of an experiment's program. */
export function simulatedCommand({ steps, folder, pauseFile }: SimulatedRun): readonly [string, ...string[]] {
  return [
    process.execPath,
    "-e",
    PLAYER,
    JSON.stringify(steps),
    folder,
    ...(pauseFile === undefined ? [] : [pauseFile]),
  ];
}
