import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { EXIT_CODES } from "@rigline/foundation/errors";
import { expect, test } from "vitest";
import { runCommandLine } from "../support/daemon-process.js";
import { createRig, manifestText } from "../support/rig.js";
import { runMain } from "../support/run-main.js";

test("a manifest that all take is said to be taken, with no problem", async () => {
  const rig = createRig();
  const file = join(rig.flag, "good.yaml");
  writeFileSync(file, manifestText(rig, { name: "good", endpoint: null }));
  const { code, stdout } = await runCommandLine("check", file);
  expect(stdout).toContain(`${file}: Rigline takes it\n`);
  expect(stdout).toMatch(/ {2}aind-watchdog-service takes it: .*0\.1\.9/);
  expect(code).toBe(EXIT_CODES.success);
});

test("what is wrong is said with its code, its place and what to do; the other files are looked at all the same", async () => {
  const rig = createRig();
  const [bad, broken, good] = ["bad.yaml", "broken.yaml", "good.yaml"].map((name) => join(rig.flag, name));
  const text = manifestText(rig, { name: "good", endpoint: null });
  writeFileSync(bad as string, text.replace('"subject_id"', '"subject"'));
  writeFileSync(broken as string, "name: [1\n");
  writeFileSync(good as string, text);
  const { code, stdout } = await runMain("check", bad as string, broken as string, good as string, "--json");
  const linted = JSON.parse(stdout) as {
    file: string;
    verdicts: object[];
    problems: { code: string; todo: string }[];
  }[];
  expect(linted.map(({ file, problems }) => [file, problems.map((problem) => problem.code)])).toEqual([
    [bad, ["MANIFEST_KEY_MISSING"]],
    [broken, ["YAML_SYNTAX"]],
    [good, []],
  ]);
  expect(linted[0]?.problems[0]?.todo).not.toBe("");
  expect(linted.map(({ verdicts }) => verdicts.length > 0)).toEqual([true, false, true]);
  expect(code).toBe(EXIT_CODES.config);
});

test("a path that no rig's daemon can use is a problem, of a further destination too; one of another system's rig is none", async () => {
  const rig = createRig();
  const write = (name: string, destination: string, also: string): string => {
    const file = join(rig.flag, `${name}.yaml`);
    const notes = { rigline_also_to: [{ destination: also }] };
    const choices = { name, endpoint: null, destination, modalities: { behavior: ["/data"] }, schemas: [], notes };
    writeFileSync(
      file,
      manifestText(rig, name === "windows" ? { ...choices, modalities: { behavior: ["D:/data"] } } : choices),
    );
    return file;
  };
  const files = [
    write("relative", "stage/here", "/backup"),
    write("also", "/stage", "backup"),
    write("windows", "//server/stage", "E:/backup"),
    write("posix", "/stage", "/backup"),
  ];
  const { stdout } = await runMain("check", ...files, "--json");
  const found = (JSON.parse(stdout) as { problems: { code: string; message: string }[] }[]).map(
    ({ problems }) => problems,
  );
  expect(found.map((problems) => problems.map(({ code }) => code))).toEqual([
    ["DESTINATION_NOT_ABSOLUTE"],
    ["DESTINATION_NOT_ABSOLUTE"],
    [],
    [],
  ]);
  expect(found[1]?.[0]?.message).toContain('"backup"');
});

test("which versions refuse it, why, and where; with --by the exit code is that version's", async () => {
  const rig = createRig();
  const file = join(rig.flag, "mixed.yaml");
  writeFileSync(
    file,
    [
      "name: mixed",
      'subject_id: "614173"',
      "acquisition_datetime: 2026-07-14T09:05:00-07:00",
      "schedule_time: 20:00:00Z",
      "transfer_endpoint: null",
      "project_name: Dynamic Routing",
      "destination: /stage/614173",
      "modalities: {behavior: [/data/behavior]}",
      "",
    ].join("\n"),
  );
  const plain = await runMain("check", file);
  expect(plain.code).toBe(EXIT_CODES.success);
  expect(plain.stdout).toMatch(
    new RegExp(
      `  0\\.1\\.6, 0\\.1\\.7, 0\\.1\\.8 refuse it:\n    line 4, column 16: schedule_time: expected a time written as`,
    ),
  );
  expect((await runMain("check", file, "--by", "0.1.9")).code).toBe(EXIT_CODES.success);
  expect((await runMain("check", file, "--by", "0.1.6")).code).toBe(EXIT_CODES.config);
  const unknown = await runMain("check", file, "--by", "0.2.0");
  expect(unknown.code).toBe(EXIT_CODES.usage);
  expect(unknown.stderr).toContain("0.1.9");
});

test("`lint`, its name of before, does the same", async () => {
  const rig = createRig();
  const file = join(rig.flag, "good.yaml");
  writeFileSync(file, manifestText(rig, { name: "good", endpoint: null }));
  expect(await runMain("lint", file)).toEqual(await runMain("check", file));
});

test("a file that can't be read is told as such", async () => {
  const rig = createRig();
  const { code, stdout } = await runMain("check", join(rig.flag, "absent.yaml"));
  expect(stdout).toContain("absent.yaml: nothing can be said of it\n  problem MANIFEST_UNREADABLE: there is no file");
  expect(code).toBe(EXIT_CODES.storage);
  expect((await runMain("check", rig.flag)).stdout).toContain(`MANIFEST_UNREADABLE: ${rig.flag} is a folder`);
});
