import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import type { Installation, ServiceDescription } from "../../src/install/installation.js";
import { launchdInstallation } from "../../src/install/launchd-job.js";
import { scheduledTaskInstallation } from "../../src/install/scheduled-task.js";
import { systemdInstallation } from "../../src/install/systemd-unit.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const SERVICE: ServiceDescription = {
  name: "rigline-watchdog-0a1b2c3d",
  node: process.execPath,
  script: '/opt/rig & "line"/100% $HOME/rigline-watchdog.js',
  configFile: "/rig/watch config <1>.yml",
  flagFolder: "/rig/100% flags",
  user: undefined,
};

/** Why the system's own tool can't be asked; undefined: it can. */
function absent(tool: string): string | undefined {
  return spawnSync(tool, ["--version"]).error === undefined ? undefined : `skipped: ${tool} is not here`;
}

function run(command: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}) {
  const { status, stdout, stderr } = spawnSync(command, args, {
    encoding: "utf8",
    env: { ...process.env, ...environment },
  });
  return { status, stdout, stderr };
}

function written({ file, text, encoding }: Installation): string {
  const path = join(temporaryFolder(), basename(file.replaceAll("\\", "/")));
  writeFileSync(path, encoding === "utf8" ? text : Buffer.from(`\uFEFF${text}`, "utf16le"));
  return path;
}

const noSystemd = absent("systemd-analyze");
describe.skipIf(noSystemd !== undefined)(`systemd takes (${noSystemd ?? "by systemd-analyze verify"})`, () => {
  const places = { system: "/etc/systemd/system", person: "/home/jane/.config/systemd/user" };

  test.each([
    { kind: "a unit of the system", user: "daemon", flags: [] },
    { kind: "a unit of a person", user: undefined, flags: ["--user"] },
  ])("$kind", ({ user, flags }) => {
    const plan = systemdInstallation({ ...SERVICE, user }, places);
    const { status, stderr } = run("systemd-analyze", [...flags, "verify", written(plan)], {
      XDG_RUNTIME_DIR: temporaryFolder(),
    });
    const said = stderr.split("\n").filter((line) => line !== "");
    // Of 254; before, it is restarted every ten seconds.
    expect([status, said.filter((line) => !/Unknown key .*Restart(?:Steps|MaxDelaySec)/.test(line))]).toEqual([0, []]);
    expect(plan.needsRights).toBe(user !== undefined);
  });
});

const noXmllint = absent("xmllint");
test.skipIf(noXmllint !== undefined)(
  `the task's XML is of the Task Scheduler's schema (${noXmllint ?? "by xmllint"})`,
  () => {
    const plan = scheduledTaskInstallation(
      { ...SERVICE, node: "C:\\Program Files\\node & co\\node.exe", script: "C:\\r\\", flagFolder: "C:\\rig\\flags" },
      "LAB\\jane.doe",
    );
    const schema = fileURLToPath(new URL("scheduled-task.xsd", import.meta.url));
    const { status, stderr } = run("xmllint", ["--noout", "--schema", schema, written(plan)]);
    expect([status, stderr]).toEqual([0, expect.stringMatching(/ validates\n$/)]);
    const spoiled = written({ ...plan, text: plan.text.replace("PT5M", "PT5S") });
    expect(run("xmllint", ["--noout", "--schema", schema, spoiled]).status).not.toBe(0);
  },
);

const noPython = absent("python3");
test.skipIf(noPython !== undefined)(`launchd's job is a property list (${noPython ?? "by Python's plistlib"})`, () => {
  const plan = launchdInstallation({ ...SERVICE, user: "jane" }, { system: "/Library/LaunchDaemons", person: "" }, 0);
  const read = "import json, plistlib, sys; print(json.dumps(plistlib.load(open(sys.argv[1], 'rb'))))";
  const { stdout, stderr } = run("python3", ["-c", read, written(plan)]);
  expect(stderr).toBe("");
  expect(JSON.parse(stdout)).toEqual({
    Label: "org.rigline.rigline-watchdog-0a1b2c3d",
    ProgramArguments: [SERVICE.node, SERVICE.script, "-c", SERVICE.configFile],
    UserName: "jane",
    RunAtLoad: true,
    KeepAlive: { SuccessfulExit: false },
    ThrottleInterval: 30,
    ExitTimeOut: 30,
    StandardOutPath: "/dev/null",
    StandardErrorPath: "/dev/null",
  });
});
