import { spawnSync } from "node:child_process";
import type { Program } from "./run-program.js";
import type { Sample } from "./sample.js";

/**
 * What getrusage says of a program and its children, in thousandths of a second; GNU time has hundredths. What the program
 * itself prints goes nowhere.
 */
const TIMED = `exec 4>/dev/null; TIMEFORMAT="%3U %3R"; time "$@" >&4 2>&4`;

export const countsUserTime = process.platform !== "win32" && spawnSync("bash", ["-c", "exit 0"]).status === 0;

/** Runs a program to its end and tells its user time. Throws when it fails. */
export function runForUserTime({ command, args, cwd }: Program): Sample {
  const options = cwd === undefined ? {} : { cwd };
  const { stderr, status } = spawnSync("bash", ["-c", TIMED, "bash", command, ...args], {
    ...options,
    encoding: "utf8",
    stdio: ["ignore", "ignore", "pipe"],
  });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")} failed: ${stderr}`);
  const [userSeconds = Number.NaN, seconds = Number.NaN] = stderr.trim().split(/\s+/).map(Number);
  return { seconds, userSeconds };
}
