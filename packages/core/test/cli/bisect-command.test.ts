import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { makeRig } from "../config/rig-folder.js";
import { runRigline } from "./run-rigline.js";

const CONFIG = `rig_name: bisect
data_dir: data
plugins:
  - use: ./bad.mjs
  - use: ./needs-bad.mjs
`;

const plugin = (name: string, more = "", hooks = ""): string =>
  `export default { name: "${name}", version: "1.2.3", ${more} hooks: { ${hooks} } };`;

function makePluginRig(config = CONFIG): string {
  const broken = `preflight: () => ({ level: "error", subject: "camera", message: "no camera" })`;
  return makeRig({
    "rigline.config.yaml": config,
    "bad.mjs": plugin("bad", "", broken),
    "needs-bad.mjs": plugin("needs-bad", `dependsOn: { bad: "^1.0.0" },`),
    "plugins/found.mjs": plugin("found"),
    "plugins/good.mjs": plugin("good"),
    // The fault is another one: it shows where this program says so.
    "judge.mjs": `process.exit((process.env.RIGLINE_LEAVE_OUT ?? "").split(",").includes("./plugins/good.mjs") ? 0 : 3);`,
  });
}

describe("rigline plugins bisect", () => {
  test("finds by doctor the plugin whose preflight fails, and leaves out with it what needs it", async () => {
    const folder = makePluginRig();
    const { exitCode, out, err } = await runRigline(folder, ["plugins", "bisect", "--doctor"], { PATH: pathOf() });
    expect(err).toBe("");
    expect(exitCode).toBe(0);
    expect(out).toContain("1. the fault shows  with bad, needs-bad, found, good; without none");
    expect(out).toContain("2. no fault         with none; without bad, needs-bad, found, good");
    expect(out).toContain('The fault comes with plugin "bad" 1.2.3 (');
    expect(out).toContain('`{ use: "./bad.mjs", enabled: false }` as its entry');
  });

  test("finds by doctor the plugin that ends the whole process", async () => {
    const folder = makeRig({
      "rigline.config.yaml": "rig_name: bisect\ndata_dir: data\nplugins:\n  - use: ./deadly.mjs\n",
      "deadly.mjs": plugin("deadly", "", `preflight: () => process.kill(process.pid, "SIGKILL")`),
    });
    const { exitCode, out, err } = await runRigline(folder, ["plugins", "bisect", "--doctor"], { PATH: pathOf() });
    expect([exitCode, err]).toEqual([0, ""]);
    expect(out).toContain('The fault comes with plugin "deadly"');
  });

  test("finds by a command, which is told by a variable what to leave out, and tells it as JSON", async () => {
    const folder = makePluginRig();
    const command = ["--command", `${process.execPath} judge.mjs`];
    const { exitCode, out } = await runRigline(folder, ["plugins", "bisect", ...command, "--json"], { PATH: pathOf() });
    expect(exitCode).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      culprit: { name: "good", version: "1.2.3", use: "./plugins/good.mjs" },
      together: [],
      steps: [
        { faulty: true },
        { enabled: [], faulty: false },
        { faulty: false },
        { faulty: false },
        { enabled: ["good"], faulty: true },
      ],
    });
  });

  test.each([
    [["--command", `${process.execPath} --version`], 6, "BISECT_NO_FAULT"],
    [["--command", `${process.execPath} --no-such-option`], 6, "BISECT_NO_PLUGIN"],
    [["--command", "no-such-program"], 2, "could not judge"],
    [["--command", "x", "--doctor"], 2, "both say how to judge"],
    [[], 2, "nobody is there to say whether the fault shows"],
  ])("%j ends with %i: %s", async (args, code, told) => {
    const { exitCode, err } = await runRigline(makePluginRig(), ["plugins", "bisect", ...args], { PATH: pathOf() });
    expect(err).toContain(told);
    expect(exitCode).toBe(code);
  });
});

test("Ctrl+C ends the trial and the search", async () => {
  const folder = makePluginRig();
  const waiting = `require("node:fs").writeFileSync("started", ""); setInterval(() => undefined, 1000);`;
  writeFileSync(join(folder, "wait.cjs"), waiting);
  let interrupt: ((signal: string) => void) | undefined;
  const args = ["plugins", "bisect", "--command", `${process.execPath} wait.cjs`];
  const ended = runRigline(folder, args, { PATH: pathOf() }, (callback) => {
    interrupt = callback;
    return () => undefined;
  });
  await expect.poll(() => existsSync(join(folder, "started"))).toBe(true);
  interrupt?.("SIGINT");
  expect(await ended).toMatchObject({ exitCode: 130, err: expect.stringContaining("interrupted by SIGINT") });
});

test("RIGLINE_LEAVE_OUT leaves plugins out of one run, and doctor says so", async () => {
  const folder = makePluginRig();
  const environment = { RIGLINE_LEAVE_OUT: "./bad.mjs, ./needs-bad.mjs,./plugins/found.mjs" };
  const listed = await runRigline(folder, ["plugins", "--json"], environment);
  const { plugins } = JSON.parse(listed.out) as { plugins: readonly { readonly name: string }[] };
  expect(plugins.map(({ name }) => name)).toEqual(["good"]);
  const { out } = await runRigline(folder, ["doctor"], environment);
  expect(out).toContain("left out, as RIGLINE_LEAVE_OUT says: ./bad.mjs, ./needs-bad.mjs, ./plugins/found.mjs");
});

test("RIGLINE_LEAVE_OUT that names no plugin is told: nothing is left out", async () => {
  const { out } = await runRigline(makePluginRig(), ["doctor"], { RIGLINE_LEAVE_OUT: "bad" });
  expect(out).toContain('RIGLINE_LEAVE_OUT names "bad", and no plugin is called so: the config names ./');
  expect(out).not.toContain("left out, as");
});

test("without a plugin there is none to look for", async () => {
  const folder = makeRig({ "rigline.config.yaml": "rig_name: bisect-none\ndata_dir: data\n" });
  const { exitCode, err } = await runRigline(folder, ["plugins", "bisect", "--doctor"]);
  expect([exitCode, err]).toEqual([
    6,
    expect.stringContaining("There is no plugin, so none that a fault could come with"),
  ]);
});

function pathOf(): string {
  return process.env["PATH"] ?? "";
}
