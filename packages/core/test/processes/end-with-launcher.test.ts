import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { expect, it } from "vitest";
import { isRunning, windows } from "./run-program.js";

const runner = new URL("../../dist/processes/process-runner.js", import.meta.url).href;

/** The experiment: says its id, and ends when it is asked or its standard input ends, but not by a broken output. */
const EXPERIMENT = `
  process.stdout.on("error", () => {});
  console.log(process.pid);
  setInterval(() => {}, 1000);
  if (process.argv.includes("listens")) process.stdin.resume().on("end", () => process.exit());
`;

/** A launcher in a process of its own that runs the experiment; what it does at the experiment's first line is up to the test. */
async function launch(
  atFirstLine: string,
  listens = false,
): Promise<{ launcher: number; experiment: number; ended: Promise<unknown> }> {
  const command = JSON.stringify([process.execPath, "-e", EXPERIMENT, "--", ...(listens ? ["listens"] : [])]);
  const script = `
    import { createProcessRunner } from "${runner}";
    createProcessRunner().run({
      command: ${command}, directory: ".", environment: {}, graceMs: 1000,
      onLine: (line) => { process.stdout.write(line + "\\n"); ${atFirstLine} },
    });
  `;
  const launcher = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  const ended = once(launcher, "exit");
  const [line] = (await once(createInterface(launcher.stdout), "line")) as [string];
  return { launcher: launcher.pid ?? 0, experiment: Number(line), ended };
}

/** There is no event for the end of somebody else's child. */
async function expectEnd(pid: number): Promise<void> {
  await expect.poll(() => isRunning(pid)).toBe(false);
}

it("ends the experiment when the launcher leaves in mid-session", async () => {
  const { experiment, ended } = await launch("setImmediate(() => process.exit(1))");
  await ended;
  await expectEnd(experiment);
});

it.skipIf(windows)(
  "ends the experiment when the launcher fails in mid-session (on Windows the system does it)",
  async () => {
    const { experiment, ended } = await launch("setImmediate(() => { throw new Error('bug'); })");
    await ended;
    await expectEnd(experiment);
  },
);

it("ends an experiment that listens to its standard input when the launcher is killed", async () => {
  const { launcher, experiment, ended } = await launch("", true);
  process.kill(launcher, "SIGKILL");
  await ended;
  await expectEnd(experiment);
});

it.skipIf(windows)(
  "leaves the experiment running when the launcher is killed, as documented (Windows ends it)",
  async () => {
    const { launcher, experiment, ended } = await launch("");
    process.kill(launcher, "SIGKILL");
    await ended;
    expect(isRunning(experiment)).toBe(true);
    process.kill(experiment, "SIGKILL");
  },
);
