import { execFile, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { shellScript } from "../../src/completion/shell-scripts.js";
import { SHELLS } from "../../src/completion/shells.js";
import { makeRig, writeIn } from "../config/rig-folder.js";
import { runRigline } from "./run-rigline.js";

describe("rigline __complete", () => {
  test("knows the program's commands, the rig's keys, subjects and sessions", async () => {
    const rig = makeRig({ "rigline.config.yaml": "data_dir: data\n" });
    mkdirSync(path.join(rig, "data", "m1", "m1_2026-07-14T090500Z"), { recursive: true });
    mkdirSync(path.join(rig, "data", "m1", "calibration"), { recursive: true });
    mkdirSync(path.join(rig, "data", ".rigline"), { recursive: true });
    const complete = async (...words: string[]): Promise<string> =>
      (await runRigline(rig, ["__complete", "--", ...words])).out;
    expect(await complete("conf")).toMatch(/^config\tprint the merged configuration.*\n$/u);
    expect(await complete("resume", "")).toBe("m1_2026-07-14T090500Z\t\n");
    expect(await complete("run", "--subject", "")).toBe("m1\t\n");
    expect(await complete("config", "explain", "data")).toMatch(/^data_dir\tSessions are written/u);
    expect(await complete("run", "--no-i")).toMatch(/^--no-input\t/u);
    expect(await complete("plugins", "--he")).toMatch(/^--held\t/mu);
    expect(await complete("plugins", "bi")).toMatch(/^bisect\t/u);
    expect(await complete("plugins", "bisect", "--")).toMatch(/^--doctor\t/mu);
  });

  test("without a rig, or with one that is broken, is silent about it", async () => {
    for (const files of [{}, { "rigline.config.yaml": "data_dir: [\n" }]) {
      const { exitCode, out, err } = await runRigline(makeRig(files), ["__complete", "--", "resume", ""]);
      expect({ exitCode, out, err }).toEqual({ exitCode: 0, out: "", err: "" });
    }
  });

  test("an empty word can be given by name", async () => {
    const { out } = await runRigline(makeRig(), ["__complete", "--current=ini"]);
    expect(out).toMatch(/^init\t/u);
  });

  test("of the rig that --config, --set and --data-dir on the same line name", async () => {
    const rig = makeRig({ "other/rigline.config.yaml": "data_dir: there\n" });
    mkdirSync(path.join(rig, "other", "there", "m1"), { recursive: true });
    mkdirSync(path.join(rig, "other", "here", "m2"), { recursive: true });
    const subjects = async (...words: string[]): Promise<string> =>
      (await runRigline(rig, ["__complete", "--", "run", ...words, "--subject", ""])).out;
    const config = path.join("other", "rigline.config.yaml");
    expect(await subjects("--config", config)).toBe("m1\t\n");
    expect(await subjects("--config", config, "--set", "data_dir=here")).toBe("m2\t\n");
    expect(await subjects("--config", config, "--data-dir=here")).toBe("m2\t\n");
  });

  test("takes the quotes of a shell away where it is told that they are there", async () => {
    const rig = makeRig({ "rigline.config.yaml": "data_dir: data\n" });
    mkdirSync(path.join(rig, "data", "Maus 7"), { recursive: true });
    const { out } = await runRigline(rig, ["__complete", "--quoted", "--", "run", "--subject", '"Maus']);
    expect(out).toBe("Maus 7\t\n");
  });

  test("is no command for people", async () => {
    expect((await runRigline(makeRig(), ["--help"])).out).not.toContain("__complete");
  });
});

test.each(SHELLS)("there is a script for %s that asks the program itself", async (shell) => {
  const { exitCode, out } = await runRigline(makeRig(), ["completion", shell]);
  expect(exitCode).toBe(0);
  expect(out).toContain(" __complete ");
});

test("an unknown shell is a usage error that names those there are", async () => {
  const { exitCode, err } = await runRigline(makeRig(), ["completion", "tcsh"]);
  expect(exitCode).toBe(2);
  expect(err).toContain("bash, zsh, fish, powershell");
});

test("bash calls it with the words of its line", async ({ skip }) => {
  skip(spawnSync("bash", ["--version"]).status !== 0, "bash is not installed here");
  const folder = makeRig({ "rigline.config.yaml": "data_dir: data\n" });
  // The answers are the program's own; the shell's side is what is tried.
  writeIn(folder, "completion.bash", shellScript("bash", { command: ["rigline"], byNpx: false }));
  const answers = writeIn(
    folder,
    "bin/rigline",
    '#!/bin/sh\nprintf "%s|" "$@" >> calls.txt\nprintf "data_dir=\\tWhere it goes: here\\n"\n',
  );
  chmodSync(answers, 0o755);
  const { stdout } = await promisify(execFile)(
    "bash",
    [
      "-c",
      'source completion.bash; COMP_LINE="rigline config --set "; COMP_POINT=21; COMP_WORDS=(rigline config --set ""); COMP_CWORD=3; _rigline 2>/dev/null; printf "%s\\n" "${COMPREPLY[@]}"; cat calls.txt; complete -p rigline',
    ],
    {
      cwd: folder,
      env: { ...process.env, PATH: `${path.join(folder, "bin")}${path.delimiter}${process.env["PATH"]}` },
    },
  );
  expect(stdout.split("\n")).toEqual([
    "data_dir=",
    "__complete|--quoted|--|config|--set||complete -o default -F _rigline rigline",
    "",
  ]);
});
