import { endProcesses, lastingProcesses, leftFiles } from "./leftovers.js";
import { closeTestRun, openTestRun, type TestRun } from "./test-run.js";

/** What a program that was told to end may take for it. */
const LAST_MOMENTS_MS = 3_000;

/** Nothing outlives the suite: what is left of a run fails it, and is ended and removed. */
export default function setup(): () => Promise<void> {
  const run = openTestRun();
  return async () => {
    const left = [...(await endWhatRuns(run)), ...leftFiles(run)];
    closeTestRun(run);
    if (left.length === 0) return;
    process.stderr.write("\nLeft behind by the tests; each has to end what it starts and to remove what it makes:\n");
    for (const line of left) process.stderr.write(`  ${line}\n`);
    process.exitCode = 1;
  };
}

async function endWhatRuns(run: TestRun): Promise<string[]> {
  if (process.platform !== "linux") {
    process.stderr.write("Not checked: whether a process outlives the tests. Linux alone tells whose a process is.\n");
    return [];
  }
  const left = await lastingProcesses(run, LAST_MOMENTS_MS);
  endProcesses(left);
  return left.map(({ pid, command }) => `process ${pid}: ${command.slice(0, 300)}`);
}
