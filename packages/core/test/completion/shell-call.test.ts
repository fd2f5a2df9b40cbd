import { mkdirSync, symlinkSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { type CalledProcess, describeCall } from "../../src/completion/shell-call.js";
import { shellScript } from "../../src/completion/shell-scripts.js";
import { SHELLS } from "../../src/completion/shells.js";
import { makeRig, writeIn } from "../config/rig-folder.js";

const NPX = { npm_command: "exec", npm_lifecycle_event: "npx" };

function call(
  script: string,
  folders: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): ReturnType<typeof describeCall> {
  const called: CalledProcess = {
    environment: { PATH: folders.join(path.delimiter), ...environment },
    program: "/opt/node",
    script,
    folder: "/rigs/1",
  };
  return describeCall(called);
}

describe("how the command was called", () => {
  test("by its name alone, where the PATH finds the same: as a link, and as a script beside the packages", () => {
    const home = makeRig();
    const script = writeIn(home, "node_modules/@rigline/cli/bin/rigline.js", "");
    mkdirSync(path.join(home, "bin"));
    const link = path.join(home, "bin", "rigline");
    symlinkSync(script, link);
    writeIn(home, "rigline", "");
    const byName = { command: ["rigline"], byNpx: false };
    expect(call(link, ["/nowhere", path.join(home, "bin")])).toEqual(byName);
    expect(call(script, [path.join(home, "bin")])).toEqual(byName);
    expect(call(script, [home])).toEqual(byName);
  });

  test("by its path, where the PATH finds another or none", () => {
    const home = makeRig();
    const script = writeIn(home, "node_modules/@rigline/cli/bin/rigline.js", "");
    const other = makeRig({ rigline: "" });
    const byPath = { command: ["/opt/node", script], byNpx: false };
    expect(call(script, [])).toEqual(byPath);
    expect(call(script, [other, home])).toEqual(byPath);
  });

  test("by npx, whose folders come first on the PATH", () => {
    const home = makeRig({ "node_modules/.bin/rigline": "" });
    const folder = path.join(home, "node_modules", ".bin");
    const script = path.join(folder, "rigline");
    expect(call(script, [folder], NPX)).toEqual({ command: ["/opt/node", script], byNpx: true });
  });
});

test.each(SHELLS)("the script for %s asks the program that wrote it, whatever its path is", (shell) => {
  const command = ["/opt/node", "/rigs/Ada's rig/rigline.js"];
  const quoted = {
    bash: String.raw`/opt/node '/rigs/Ada'\''s rig/rigline.js' __complete`,
    zsh: String.raw`/opt/node '/rigs/Ada'\''s rig/rigline.js' __complete`,
    fish: String.raw`/opt/node '/rigs/Ada\'s rig/rigline.js' __complete`,
    powershell: "& /opt/node '/rigs/Ada''s rig/rigline.js' __complete",
  };
  const byNpx = shellScript(shell, { command, byNpx: true });
  expect(byNpx).toContain(quoted[shell]);
  expect(byNpx).toContain("npx rigline completion");
  const byName = shellScript(shell, { command: ["rigline"], byNpx: false });
  expect(byName).toContain("rigline __complete");
  expect(byName).not.toContain("npx");
});
