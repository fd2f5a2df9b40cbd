import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { performInstall, performUninstall } from "../../../src/cli/install/perform-installation.js";
import { runTool } from "../../../src/cli/install/run-tool.js";
import { accountLook } from "../../../src/install/account-look.js";
import type { Installation, ToolCall } from "../../../src/install/installation.js";
import { runCommandLine } from "../../support/daemon-process.js";
import { createRig } from "../../support/rig.js";
import { temporaryFolder } from "../../support/temporary-folder.js";
import { runMain } from "../../support/run-main.js";

/** A tool of the system that notes that it was run, and ends so. */
function tool(log: string, name: string, code = 0): ToolCall {
  const program = `require("node:fs").appendFileSync(process.argv[1], "${name} "); console.error("${name} says no"); process.exit(${code})`;
  return { command: process.execPath, args: ["-e", program, log] };
}

function installation(folder: string, changes: Partial<Installation> = {}): Installation {
  const log = join(folder, "log");
  return {
    kind: "unit",
    file: join(folder, "units", "unit"),
    text: "[Unit]\n",
    encoding: "utf8",
    install: [tool(log, "reload"), tool(log, "enable"), { ...tool(log, "linger", 1), unless: "only while signed in" }],
    uninstall: [tool(log, "disable")],
    afterwards: [tool(log, "reload")],
    needsRights: false,
    notes: [],
    ...changes,
  };
}

test("it is written and started, and ended and removed; what a tool need not do is told", async () => {
  const folder = temporaryFolder();
  const plan = installation(folder);
  const said: string[] = [];
  const say = (text: string): void => void said.push(text);
  await performInstall(plan, say);
  expect([readFileSync(plan.file, "utf8"), said]).toEqual(["[Unit]\n", ["only while signed in"]]);
  let stopped = false;
  await performUninstall(plan, say, () => Promise.resolve((stopped = existsSync(plan.file))));
  expect([stopped, existsSync(plan.file)]).toEqual([true, false]);
  expect(readFileSync(join(folder, "log"), "utf8")).toBe("reload enable linger disable reload ");
});

test("a tool that refuses is told with its words, and nothing is left", async () => {
  const folder = temporaryFolder();
  const plan = installation(folder, { install: [tool(join(folder, "log"), "enable", 3)] });
  await expect(performInstall(plan, () => {})).rejects.toMatchObject({
    code: "INSTALL_TOOL_FAILED",
    message: expect.stringContaining("ended with 3") as string,
    why: "enable says no",
  });
  expect(existsSync(plan.file)).toBe(false);
});

test("the account's look says what it does not see", async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "file"), "");
  const places = ["file", "absent", "absent/below"].map((name) => ({ name, path: join(folder, name), writes: true }));
  const { code, stdout } = await runTool(accountLook(process.execPath, places, undefined), { asks: false });
  expect([code, JSON.parse(stdout)]).toEqual([0, [`absent/below ${join(folder, "absent/below")}: ENOENT`]]);
});

test("install --print shows all that would be done, and does nothing; uninstall says where nothing is", async () => {
  const rig = createRig();
  const { username } = userInfo();
  const account = username === "root" ? ["--user", "daemon"] : [];
  const printed = await runCommandLine("install", "-c", rig.config, "--print", ...account);
  expect([printed.code, printed.stderr]).toEqual([0, ""]);
  expect(printed.stdout).toContain("rigline-watchdog");
  expect(printed.stdout).toContain(rig.config);
  const uninstalled = await runMain("uninstall", "-c", rig.config, ...account);
  expect([uninstalled.code, uninstalled.stdout]).toEqual([0, expect.stringMatching(/^nothing is installed: /)]);
});
