import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { makeRig, makeWorkFolder, removeWorkFolder, type Rig } from "./rig.js";
import { runHere } from "./run-here.js";

let parent: string;
beforeEach(() => {
  parent = makeWorkFolder("refusals");
});
afterEach(() => removeWorkFolder(parent));

const readsEverything = process.getuid?.() === 0 || process.platform === "win32";

/** One clear error: its code, where it is, what to do; no stack trace, nothing recorded. */
async function expectRefusal(
  rig: Rig,
  code: string,
  exitCode: number,
  parts: readonly (string | RegExp)[],
): Promise<void> {
  const result = await runHere(rig, ["run", "--subject", "614173", "--no-input"]);
  expect(result.exitCode, result.all).toBe(exitCode);
  expect(result.stderr.match(/^error /gm), result.all).toHaveLength(1);
  expect(result.stderr).toContain(`error ${code}: `);
  expect(result.stderr).toMatch(/^ {2}do: {4}\S/m);
  expect(result.stderr).not.toMatch(/^\s+at /m);
  for (const part of parts) expect(result.stderr).toMatch(part);
  expect(existsSync(join(rig.data, "614173")) ? readdirSync(join(rig.data, "614173")) : []).toEqual([]);
}

describe("one clear error each", () => {
  test("no config", async () => {
    const elsewhere = join(parent, "empty");
    mkdirSync(elsewhere);
    const result = await runHere({ folder: elsewhere }, ["run"]);
    expect(result.exitCode).toBe(3);
    expect(result.stderr).toContain("error CONFIG_NOT_FOUND: ");
    expect(result.stderr).toContain("rigline init");
  });

  test("an unknown key: file, line, nearest valid name", async () => {
    const rig = makeRig({ parent, name: "rig-1", config: { experimenter: ["Ada"] } });
    await expectRefusal(rig, "CONFIG_UNKNOWN_KEY", 3, [/rigline\.config\.yaml:\d+:\d+/, "experimenters"]);
  });

  test("an unknown key in a plugin's section", async () => {
    const rig = makeRig({ parent, name: "rig-1", watchdog: { project: "x" } });
    await expectRefusal(rig, "CONFIG_UNKNOWN_KEY", 3, [
      /rigline\.config\.yaml:\d+:\d+/,
      "watchdog.project",
      "project_name",
    ]);
  });

  test("an unknown plugin", async () => {
    const rig = makeRig({ parent, name: "rig-1", plugins: [{ use: "@rigline/watchdog-plugins" }], watchdog: null });
    await expectRefusal(rig, "PLUGIN_NOT_FOUND", 4, ["@rigline/watchdog-plugins"]);
  });

  test("a plugin with a syntax error: file and line", async () => {
    const rig = makeRig({ parent, name: "rig-1", plugins: [{ use: "./broken.mjs" }], watchdog: null });
    writeFileSync(join(rig.folder, "broken.mjs"), "export default {\n  name: 'x',\n  hooks: {{\n};\n");
    await expectRefusal(rig, "PLUGIN_LOAD_FAILED", 4, [/broken\.mjs:3/]);
  });

  test.skipIf(readsEverything)(
    `a config that may not be read${readsEverything ? " (root and Windows may)" : ""}`,
    async () => {
      const rig = makeRig({ parent, name: "rig-1" });
      chmodSync(rig.configFile, 0o000);
      await expectRefusal(rig, "CONFIG_UNREADABLE", 3, ["rigline.config.yaml"]);
    },
  );

  test("a config that is a folder", async () => {
    const rig = makeRig({ parent, name: "rig-1" });
    mkdirSync(join(rig.folder, "other.yaml"));
    const result = await runHere(rig, ["run", "--config", "other.yaml"]);
    expect(result.exitCode).toBe(3);
    expect(result.stderr).toContain("error CONFIG_UNREADABLE: ");
  });

  test("a config that is no YAML: line and column", async () => {
    const rig = makeRig({ parent, name: "rig-1" });
    writeFileSync(rig.configFile, "data_dir: data\nplugins: [\n  {use: x\n");
    await expectRefusal(rig, "CONFIG_SYNTAX", 3, [/rigline\.config\.yaml:\d+:\d+/]);
  });

  test("a destination that can't be written, before anything is recorded", async () => {
    writeFileSync(join(parent, "file"), "");
    const rig = makeRig({ parent, name: "rig-1", watchdog: { destination: join(parent, "file", "central") } });
    await expectRefusal(rig, "PREFLIGHT_FAILED", 5, ["destination", /central can't be (made|written)/]);
  });

  test("a data folder that can't be written", async () => {
    writeFileSync(join(parent, "file"), "");
    const rig = makeRig({ parent, name: "rig-1", config: { data_dir: join(parent, "file", "data") } });
    const result = await runHere(rig, ["run", "--subject", "614173"]);
    expect(result.exitCode, result.all).toBe(5);
    expect(result.stderr).toContain("error PREFLIGHT_FAILED: ");
  });

  test("a subject that can't be a folder's name", async () => {
    const rig = makeRig({ parent, name: "rig-1" });
    const result = await runHere(rig, ["run", "--subject", "../614173"]);
    expect(result.exitCode, result.all).toBe(2);
    expect(result.stderr).toContain("error SESSION_SUBJECT_INVALID: ");
  });

  test("an answer that is missing with nobody to ask names its flag", async () => {
    const rig = makeRig({ parent, name: "rig-1" });
    const result = await runHere(rig, ["run", "--no-input"]);
    expect(result.exitCode).toBe(2);
    expect(result.stderr).toContain("--subject");
  });
});

test("a second session on the same rig is refused and told who runs the first", async () => {
  const rig = makeRig({ parent, name: "rig-1", recording: ["--seconds", "60", "--megabytes", "1"] });
  const first = rig.run(["run", "--subject", "614173"]);
  await new Promise<void>((resolve) => {
    first.stderr?.on("data", (chunk: Buffer) => {
      if (chunk.toString().includes("0 of 60 s")) resolve();
    });
  });
  const second = await rig.run(["run", "--subject", "614174"]);
  first.kill("SIGINT");
  const ended = await first;
  expect(second.exitCode, second.all).toBe(6);
  expect(second.stderr).toMatch(/error SESSION_RUNNING: .*614173_.*/);
  expect(second.stderr).toContain(String(first.pid));
  expect(ended.exitCode).toBe(130);
});

test("--verbose adds the stack trace", async () => {
  const rig = makeRig({ parent, name: "rig-1", config: { experimenter: ["Ada"] } });
  const result = await runHere(rig, ["run", "--verbose"]);
  expect(result.stderr).toMatch(/^\s+at /m);
});
