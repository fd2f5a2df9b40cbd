import { chmodSync } from "node:fs";
import { delimiter, join } from "node:path";
import { expect, test } from "vitest";
import pythonScript from "../../src/python-script/index.js";
import { expectConforming } from "../support/expect-conforming.js";
import { findUv } from "../support/find-uv.js";
import { write } from "../support/make-repository.js";
import { detailsOf, findingOf, runSession } from "../support/run-session.js";
import { scriptPrograms } from "../support/scripted-programs.js";
import { temporaryFolder } from "../support/temporary-folder.js";

/** A project with a script, and a uv that preflight finds; what it does is scripted. */
function makeProject(): { readonly project: string; readonly environment: Readonly<Record<string, string>> } {
  const project = temporaryFolder();
  write(project, "train.py", "");
  write(project, "bin/uv", "#!/bin/sh\n");
  chmodSync(join(project, "bin/uv"), 0o755);
  const path = join(project, "bin");
  return { project, environment: { PATH: [path, process.env["PATH"] ?? ""].join(delimiter) } };
}

const windows = process.platform === "win32";

test.skipIf(windows)(
  "the command is that of clabe's PythonScriptApp, with the session's own names filled in (not on Windows)",
  async () => {
    const { project, environment } = makeProject();
    const programs = scriptPrograms({ "uv venv": "", "uv run": '{"report": {"trials": "42"}}' });
    const scripts = [
      {
        name: "train",
        phase: "pre",
        script: "train.py",
        project,
        extras: ["data", "viz"],
        uv_arguments: ["-q"],
        python: true,
        arguments: ["--out", "{session_directory}"],
      },
      { name: "judge", script: ["-m", "judge"], project, outcome: ["success"] },
    ];
    const session = await runSession(pythonScript, { options: { scripts }, environment, programs });
    expect(session.findings.filter(({ level }) => level === "error")).toEqual([]);
    expect(findingOf(session, "script train")).toMatchObject({
      level: "warning",
      message: expect.stringContaining("no environment yet"),
    });
    const directory = session.session?.directory ?? "";
    const venv = ["uv", "venv", "--directory", project];
    expect(programs.requests.map(({ command }) => command)).toEqual([
      venv,
      [
        "uv",
        "run",
        "-q",
        "--extra",
        "data",
        "--extra",
        "viz",
        "--directory",
        project,
        "python",
        "train.py",
        "--out",
        directory,
      ],
      venv,
      ["uv", "run", "--directory", project, "-m", "judge"],
    ]);
    expect(detailsOf(session, "train")).toEqual({ trials: "42" });
  },
);

test("where no environment can be made, the step says why and the session ends before the experiment", async () => {
  const { project, environment } = makeProject();
  const programs = scriptPrograms({ "uv venv": { code: 2, error: "error: No interpreter found" } });
  const scripts = [{ name: "train", phase: "pre", script: "-m train", project }];
  const session = await runSession(pythonScript, { options: { scripts }, environment, programs });
  const runner = session.report?.runners.find(({ name }) => name === "train");
  if (windows && runner === undefined) return;
  expect(runner).toMatchObject({
    code: "UV_ENVIRONMENT_FAILED",
    reason: expect.stringContaining("No interpreter found"),
  });
});

test("a script that is not there is found before the session", async () => {
  const { project } = makeProject();
  const scripts = [{ name: "train", script: "trian.py", project, python: true }];
  const session = await runSession(pythonScript, { options: { scripts }, programs: scriptPrograms({}) });
  expect(findingOf(session, "script train")).toMatchObject({ level: "error" });
  expect(session.session).toBeUndefined();
});

const uv = findUv();

test.skipIf(uv === undefined)(
  "uv itself makes the environment and runs the script (skipped where the peers are not installed)",
  async () => {
    const project = temporaryFolder();
    write(
      project,
      "train.py",
      'import json, os, sys\nrequest = json.load(sys.stdin)\nprint(json.dumps({"report": {"subject": request["session"]["subject"], "argument": sys.argv[1]}}))\n',
    );
    const scripts = [
      { name: "train", script: "train.py", project, python: true, arguments: ["{session_name}"], uv_arguments: ["-q"] },
    ];
    const session = await runSession(pythonScript, { options: { scripts }, environment: uv?.environment ?? {} });
    expect(detailsOf(session, "train")).toEqual({ subject: "614173", argument: session.session?.name });
  },
);

test("does what every plugin must do", async () => {
  await expectConforming(pythonScript, {});
});
