import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { definePlugin } from "../../src/plugins/define-plugin.js";
import { createProcessRunner } from "../../src/processes/process-runner.js";
import { SimulatedStepSchema } from "../../src/simulated/simulation-schema.js";
import { useLauncherBench } from "../launcher/launcher-bench.js";

const bench = useLauncherBench();
const processes = createProcessRunner();

/** What must not be started in a simulated session. */
const HARDWARE = { command: [process.execPath, "-e", "process.exit(99)"] };

describe("a simulated session", () => {
  test("plays the script in a process in the place of the experiment, and is marked", async () => {
    const launcher = await bench.open(
      { processes },
      {
        simulate: true,
        experiment: HARDWARE,
        simulation: [
          { write: "behavior/licks.csv", text: "time\n" },
          { print: "trial 1" },
          { write: "behavior/licks.csv", text: "0.5\n" },
          { write: "camera.bin", megabytes: 2.5 },
        ],
      },
    );
    const lines: string[] = [];
    launcher.events.on("experiment.line", ({ line }) => lines.push(line));
    const { session, exitCode } = await launcher.run();
    expect([exitCode, lines, session?.simulated]).toEqual([0, ["trial 1"], true]);
    const directory = session?.directory ?? "";
    expect(readFileSync(join(directory, "behavior", "licks.csv"), "utf8")).toBe("time\n0.5\n");
    expect(statSync(join(directory, "camera.bin")).size).toBe(2_500_000);
    expect(JSON.parse(readFileSync(join(directory, ".rigline", "session.json"), "utf8"))).toMatchObject({
      simulated: true,
    });
  });

  test("that is to fail fails as a real one", async () => {
    const config = { simulate: true, experiment: HARDWARE, simulation: [{ print: "oh" }, { exit_code: 3 }] };
    const report = await (await bench.open({ processes }, config)).run();
    expect(report).toMatchObject({ exitCode: 7, outcome: "failed" });
  });

  test("of a rig whose experiment is a plugin's starts nothing of the plugin's", async () => {
    let started = false;
    const rig = definePlugin({
      name: "rig",
      version: "1.0.0",
      hooks: {
        ready: ({ runners }) => void runners.add({ name: "task", phase: "session", run: () => void (started = true) }),
      },
    });
    const config = { simulate: true, experiment: undefined, simulation: [{ write: "x" }] };
    const report = await (await bench.open({ processes, plugins: [rig] }, config)).run();
    expect([report.exitCode, started]).toEqual([0, false]);
    if (report.session === undefined) throw report.error;
    expect(report.runners.map(({ name, state, reason }) => [name, state, reason])).toEqual([
      ["experiment", "done", undefined],
      ["task", "skipped", "the session is simulated"],
    ]);
  });

  test("is what `rigline doctor` says it would be, though its programs are not there", async () => {
    const config = { simulate: true, experiment: { command: ["no-such-program"] } };
    const launcher = await bench.open({}, config);
    await launcher.start("inspection");
    const findings = (await launcher.preflight()).filter(({ subject }) => /^(?:experiment|hand-off)$/.test(subject));
    expect(findings).toMatchObject([
      { level: "warning", message: expect.stringContaining("it is simulated") as string },
      { level: "ok", message: "nothing of a simulated session is handed off" },
    ]);
    await launcher.close();
  });
});

test.each(["../x", "/x", "C:\\x", "a/../../x", "."])(
  "a script writes into the session's folder alone: not %s",
  (write) => {
    expect(SimulatedStepSchema.safeParse({ write }).success).toBe(false);
  },
);
