import { describe, expect, test } from "vitest";
import type { LauncherConfigInput } from "../../src/config/launcher-config.js";
import type { Launcher } from "../../src/launcher/launcher.js";
import type { ProcessRunner } from "../../src/processes/process-exit.js";
import { createScriptedUi } from "../../src/testing/scripted-ui.js";
import { coreVersion } from "../../src/version.js";
import { useLauncherBench, WELL } from "./launcher-bench.js";

const bench = useLauncherBench();
const NOBODY = createScriptedUi({}, { interactive: false });

const EXPERIMENTS: Partial<LauncherConfigInput> = {
  experiment: undefined,
  experiments: {
    foraging: { command: [process.execPath, "forage"] },
    calibration: [
      { name: "lights", command: [process.execPath, "lights"] },
      { name: "valves", command: [process.execPath, "valves"] },
    ],
  },
};

/** What each program is started with, in order. */
function listenToPrograms(exit = WELL): { readonly started: string[]; readonly processes: ProcessRunner } {
  const started: string[] = [];
  const run: ProcessRunner["run"] = ({ command }) => {
    started.push(command[1] ?? "");
    return Promise.resolve(exit);
  };
  return { started, processes: { run } };
}

describe("a config with several experiments", () => {
  test("asks which, runs that one, and the session says which it was", async () => {
    const { started, processes } = listenToPrograms();
    const ui = createScriptedUi({ experiment: "calibration" });
    const launcher = await bench.open({ ui, processes }, EXPERIMENTS);
    const { session } = await launcher.run();
    expect(started).toEqual(["lights", "valves"]);
    expect(session?.experiment).toBe("calibration");
  });

  test("takes the one that is named, and asks nothing", async () => {
    const { started, processes } = listenToPrograms();
    const launcher = await bench.open({ ui: NOBODY, processes }, { ...EXPERIMENTS, experiment: "foraging" });
    const { session } = await launcher.run();
    expect([started, session?.experiment]).toEqual([["forage"], "foraging"]);
  });

  test("takes the only one there is", async () => {
    const { started, processes } = listenToPrograms();
    const config = { experiment: undefined, experiments: { foraging: { command: [process.execPath, "forage"] } } };
    await (await bench.open({ ui: NOBODY, processes }, config)).run();
    expect(started).toEqual(["forage"]);
  });

  test("with nobody to ask, is refused before anything runs", async () => {
    const launcher = await bench.open({ ui: NOBODY }, EXPERIMENTS);
    const report = await launcher.run();
    if (report.session !== undefined) throw new Error("a session was opened");
    const message = expect.stringContaining("experiment") as string;
    expect(report.error).toMatchObject({ code: "INPUT_NEEDED", message });
  });

  test("of a look, checks the programs of all, and says that it would ask", async () => {
    const config = {
      experiment: undefined,
      experiments: { foraging: { command: ["no-such-program"] }, rest: { command: [process.execPath] } },
    };
    const launcher = await bench.open({ ui: NOBODY }, config);
    await launcher.start("inspection");
    expect(launcher.plan().experiment).toBeNull();
    const findings = (await launcher.preflight()).filter(({ subject }) => subject === "experiment");
    expect(findings.map(({ level }) => level)).toEqual(["error", "ok"]);
    await launcher.close();
  });

  test("resumes a session with the experiment that it was opened with, whatever is named now", async () => {
    const first = listenToPrograms();
    const fails: ProcessRunner = { run: () => Promise.reject(new Error("the device is gone")) };
    const launcher = await bench.open({ ui: NOBODY, processes: fails }, { ...EXPERIMENTS, experiment: "calibration" });
    const { session } = await launcher.run();
    const again = await bench.open(
      { ui: NOBODY, processes: first.processes },
      { ...EXPERIMENTS, experiment: "foraging" },
    );
    const report = await again.run({ resume: { directory: session?.directory ?? "" } });
    expect(report.session?.experiment).toBe("calibration");
    expect(runnersOf(again)).toEqual(["lights", "valves"]);
  });

  test("finishes a session of one that it has no more, and asks nothing for it", async () => {
    const launcher = await bench.open({ ui: NOBODY }, { ...EXPERIMENTS, experiment: "foraging" });
    const { session } = await launcher.run();
    const others = { rest: { command: [process.execPath] }, test: { command: [process.execPath] } };
    const again = await bench.open({ ui: NOBODY }, { experiment: undefined, experiments: others });
    const report = await again.run({ resume: { directory: session?.directory ?? "" } });
    expect(report).toMatchObject({ exitCode: 0, session: { experiment: "foraging" } });
    expect(runnersOf(again)).toEqual([]);
  });
});

function runnersOf(launcher: Launcher): readonly string[] {
  return launcher.describe().runners.map(({ name }) => name);
}

describe("a config that names an experiment", () => {
  const refusal = (config: Partial<LauncherConfigInput>): unknown => {
    try {
      bench.resolveConfig(config);
      return undefined;
    } catch (error) {
      return (error as { issues: readonly { message: string; path: readonly string[] }[] }).issues;
    }
  };

  test.each([
    ["forraging", 'there are foraging, calibration. Did you mean "foraging"?'],
    ["x", "there are foraging, calibration."],
  ])("that there is not is told which there are: %s", (experiment, told) => {
    expect(refusal({ ...EXPERIMENTS, experiment })).toEqual([
      expect.objectContaining({ message: `"${experiment}" is none of \`experiments\`; ${told}`, path: ["experiment"] }),
    ]);
  });

  test("and has none is told that", () => {
    expect(refusal({ experiment: "foraging" })).toMatchObject([{ message: expect.stringContaining("there are none") }]);
  });

  test("and a program besides is refused: only one of them can be meant", () => {
    const experiment = { command: [process.execPath] };
    expect(refusal({ ...EXPERIMENTS, experiment })).toMatchObject([{ path: ["experiments"] }]);
  });
});

describe("a rig that requires a version", () => {
  test("is opened with that one", async () => {
    const launcher = await bench.open({}, { requires: `^${coreVersion()}` });
    expect(launcher.plan().subject).toBe("614173");
    await launcher.close();
  });

  test("refuses another, and says both", async () => {
    const opened = bench.open({}, { requires: "^97.1" });
    const message = `this rig requires Rigline ^97.1, and this is ${coreVersion()}`;
    await expect(opened).rejects.toMatchObject({ code: "VERSION_NOT_MEANT", message, exitCode: 3 });
  });

  test("refuses what is no range", () => {
    expect(() => bench.resolveConfig({ requires: "newest" })).toThrow(/expected a range of versions/);
  });
});
