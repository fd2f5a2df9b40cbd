import { chmodSync, copyFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createLauncher, type LauncherConfig, loadConfig, nodeFileSystem, type SessionReport } from "@rigline/core";
import { describe, expect, test } from "vitest";
import { bonsaiCommand, type BonsaiParts, chooseLayout } from "../../src/bonsai/bonsai-command.js";
import bonsai, { BonsaiOptionsSchema } from "../../src/bonsai/index.js";
import { expectConforming } from "../support/expect-conforming.js";
import { write } from "../support/make-repository.js";
import { findingOf, runSession } from "../support/run-session.js";
import { temporaryFolder } from "../support/temporary-folder.js";

/** A rig whose Bonsai prints what it has understood of its command line. */
function makeRig(section: Readonly<Record<string, unknown>>): string {
  const folder = temporaryFolder();
  const executable = join(folder, "bonsai.mjs");
  copyFileSync(fileURLToPath(new URL("fake-bonsai.mjs", import.meta.url)), executable);
  chmodSync(executable, 0o755);
  write(folder, "src/main.bonsai", "<WorkflowBuilder />");
  write(folder, "library/rig.json", '{"rig_name": "4A"}');
  write(folder, "clabe.yml", JSON.stringify({ bonsai_app: { workflow: "./src/main.bonsai", executable, ...section } }));
  write(
    folder,
    "rigline.config.yaml",
    JSON.stringify({
      rig_name: `bonsai-${folder.replaceAll(/\W+/g, "-")}`,
      data_dir: "data",
      subject: "614173",
      experimenters: ["ada"],
      notes: "",
      input: false,
    }),
  );
  return folder;
}

async function run(folder: string): Promise<{ readonly report: SessionReport; readonly understood: unknown }> {
  const resolved = await loadConfig({ folder, environment: { PATH: process.env["PATH"] ?? "" } });
  await using launcher = await createLauncher(resolved, { plugins: [bonsai] });
  const report = await launcher.run();
  if (report.session === undefined) return { report, understood: undefined };
  const log = readFileSync(join(report.session.directory, ".rigline", "logs", "launcher.log"), "utf8");
  const line = /\{"workflow".*\}/.exec(log)?.[0];
  return { report, understood: line === undefined ? undefined : JSON.parse(line) };
}

test.skipIf(process.platform === "win32")(
  "clabe's section makes Bonsai the experiment, which understands what is meant (not on Windows, which starts no script)",
  async () => {
    const folder = makeRig({
      is_editor_mode: false,
      layout: "src/main.bonsai",
      rig: "library/rig.json",
      additional_properties: { Message: "a = b: c", Animal: "{subject}", Trials: 40 },
    });
    const { report, understood } = await run(folder);
    expect(report.outcome).toBe("success");
    expect(understood).toEqual({
      workflow: join(folder, "src/main.bonsai"),
      start: false,
      editor: false,
      layout: join(folder, "src/main.bonsai"),
      properties: {
        RigPath: { rig_name: "4A" },
        SessionPath: expect.objectContaining({ subject: "614173", session_name: report.session?.name }),
        Message: "a = b: c",
        Animal: "614173",
        Trials: "40",
      },
    });
  },
);

test.skipIf(process.platform === "win32")(
  "what Bonsai ends with is what becomes of the session (not on Windows)",
  async () => {
    const { report } = await run(makeRig({ is_editor_mode: false, additional_properties: { Exit: -1 } }));
    expect(report).toMatchObject({ outcome: "failed", exitCode: 7 });
  },
);

function parts(folder: string): BonsaiParts {
  // What of the config it reads.
  const config = { folder, values: {}, sections: {}, provenance: new Map(), file: undefined, environment: {} };
  return { config: config as unknown as BonsaiParts["config"], fileSystem: nodeFileSystem };
}

describe("the command", () => {
  test("in the editor the workflow is started, whatever is_start_flag says; Bonsai is where clabe looks for it", () => {
    const folder = temporaryFolder();
    write(folder, ".bonsai/Bonsai.exe", "");
    const options = BonsaiOptionsSchema.parse({ workflow: "main.bonsai", is_start_flag: false });
    expect(bonsaiCommand(parts(folder), options, undefined)).toEqual([
      join(folder, ".bonsai/Bonsai.exe"),
      join(folder, "main.bonsai"),
      "--start",
    ]);
  });

  test("files of a session are named when there is one, in the words of the workflow", () => {
    const task = "{session_directory}/.rigline/library/task.json";
    const options = BonsaiOptionsSchema.parse({
      workflow: "a.bonsai",
      task,
      task_property: "TaskLogicPath",
      session: false,
    });
    expect(bonsaiCommand(parts(temporaryFolder()), options, undefined).slice(3)).toEqual([`-p:TaskLogicPath=${task}`]);
  });
});

describe("the layout", () => {
  const choose = (names: readonly string[], answers: LauncherConfig["answers"] = {}) => {
    const folder = temporaryFolder();
    for (const name of names) write(folder, `layouts/${name}`, "");
    const options = BonsaiOptionsSchema.parse({ workflow: "a.bonsai", layout_dir: "layouts" });
    return chooseLayout(parts(folder), options, answers);
  };

  test("is the only one of its folder, or the one that was answered", () => {
    expect(choose(["wide.bonsai.layout", "readme.md"])).toEqual({
      layout: expect.stringMatching(/wide\.bonsai\.layout$/),
    });
    const both = ["narrow.bonsai.layout", "wide.bonsai.layout"];
    expect(choose(both, { "bonsai.layout": "wide" })).toEqual({
      layout: expect.stringMatching(/wide\.bonsai\.layout$/),
    });
    expect(choose(both)).toEqual({ why: expect.stringContaining("names one of narrow, wide") });
    expect(choose(["x.txt"])).toEqual({ why: expect.stringContaining("has no layout") });
    expect(choose([])).toEqual({ why: expect.stringContaining("is not there") });
  });
});

test("a workflow that is not there is found before the session, with the key that names it", async () => {
  // The kit's rig has an experiment of its own: that is said.
  const session = await runSession(bonsai, { options: { workflow: "gone.bonsai" } });
  expect(findingOf(session, "bonsai")).toMatchObject({
    level: "warning",
    message: expect.stringContaining("an experiment of its own"),
  });
  const rig = makeRig({ workflow: "./src/mian.bonsai" });
  const { report } = await run(rig);
  expect(report).toMatchObject({ session: undefined, exitCode: 5 });
  expect(report.session === undefined && report.error.why).toContain(`there is no ${join(rig, "src/mian.bonsai")}`);
});

test("does what every plugin must do", async () => {
  await expectConforming(bonsai, { options: { workflow: "main.bonsai" } });
});
