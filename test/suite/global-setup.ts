import type { TestProject } from "vitest/node";
import { setCertificatesAside } from "./certificates.js";
import { endProcesses, lastingProcesses, leftFiles } from "./leftovers.js";
import { collectMarks } from "./marks.js";
import { pathToPython } from "./real-python.js";
import { setSeed } from "./seed.js";
import { closeTestRun, openTestRun, type TestRun } from "./test-run.js";
import { findUnreached, renderUnreached } from "./unreached-marks.js";

/** What a program that was told to end may take for it, on a machine on which much else runs; one that ends is not waited for longer. */
const LAST_MOMENTS_MS = 20_000;

/** Nothing outlives the suite: what is left of a run fails it, and is ended and removed. No mark stays unreached in it either. */
export default function setup(project: TestProject): () => Promise<void> {
  setCertificatesAside();
  setSeed();
  const marks = collectMarks();
  const run = openTestRun();
  process.env["PATH"] = pathToPython(process.env["PATH"] ?? "");
  return async () => {
    const left = [...(await endWhatRuns(run)), ...leftFiles(run)];
    closeTestRun(run);
    const reached = marks.read();
    marks.close();
    await tellUnreached(project, reached);
    if (left.length === 0) return;
    process.stderr.write("\nLeft behind by the tests; each has to end what it starts and to remove what it makes:\n");
    for (const line of left) process.stderr.write(`  ${line}\n`);
    process.exitCode = 1;
  };
}

async function tellUnreached(project: TestProject, reached: ReadonlySet<string>): Promise<void> {
  for (const unreached of await findUnreached(project, reached)) {
    process.stderr.write(renderUnreached(unreached));
    // Elsewhere tests are left out that ask for what Linux alone has.
    if (unreached.testsOf === undefined && unreached.marks.length > 0 && process.platform === "linux")
      process.exitCode = 1;
  }
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
