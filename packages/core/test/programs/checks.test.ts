import { basename } from "node:path";
import { type FileSystem, nodeFileSystem } from "@rigline/foundation/platform";
import { expect, test } from "vitest";
import type { LauncherConfigInput } from "../../src/config/launcher-config.js";
import type { Finding } from "../../src/lifecycle/lifecycle-hooks.js";
import { PYTHON, useProgramBench } from "./program-bench.js";

const bench = useProgramBench();

type Check = NonNullable<LauncherConfigInput["checks"]>[number];

async function look(check: Omit<Check, "name">, files: Record<string, string> = {}): Promise<readonly Finding[]> {
  await using launcher = await bench.open({ files, config: { checks: [{ name: "scale", ...check }] } });
  await launcher.start("inspection");
  return (await launcher.preflight()).filter(({ subject }) => subject === "scale" || subject === "scale left");
}

test("one that ends well is fine, and says its last line", async () => {
  expect(await look({ command: ["node", "--eval", "console.log('looking'); console.log('2 g')"] })).toEqual([
    { level: "ok", subject: "scale", message: "2 g" },
  ]);
  expect(await look({ command: ["node", "--eval", ""] })).toEqual([
    { level: "ok", subject: "scale", message: "went well" },
  ]);
});

test("one that fails says why in Python's own words, and no session is opened", async () => {
  const files = { "scale.py": "raise OSError('COM3 does not answer')\n" };
  const check = { name: "scale", command: [PYTHON, "scale.py"] };
  const error = await bench.run({ files, config: { checks: [check] } }).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({
    code: "PREFLIGHT_FAILED",
    why: "scale: check scale (scale.py) exited with code 1: OSError: COM3 does not answer",
  });
});

test("with on_failure: continue it is a warning", async () => {
  const [finding] = await look({ command: ["node", "--eval", "process.exit(2)"], on_failure: "continue" });
  expect(finding).toMatchObject({ level: "warning", message: "check scale (node) exited with code 2" });
});

test("it may say its findings itself", async () => {
  const printed = [
    { level: "warning", message: "20 g left", todo: "Fill it." },
    { subject: "scale left", message: "fine" },
  ];
  expect(
    await look({ command: ["node", "--eval", `console.log(${JSON.stringify(JSON.stringify(printed))})`] }),
  ).toEqual([
    { level: "warning", subject: "scale", message: "20 g left", todo: "Fill it." },
    { level: "ok", subject: "scale left", message: "fine" },
  ]);
});

test("findings of a level that there is not are an error of the check", async () => {
  const printed = JSON.stringify({ level: "fatal", message: "x" });
  const [finding] = await look({ command: ["node", "--eval", `console.log('${printed}')`] });
  expect(finding).toMatchObject({ level: "error", message: expect.stringContaining("is no finding") });
});

test("it is told what is known before a session: the rig, and what the config says of the session", async () => {
  const code = `process.stdin.on("data", (text) => { const { kind, rig, planned, purpose } = JSON.parse(text);
    console.log([kind, purpose, planned.subject, process.argv[1] === rig.name, process.env.RIGLINE_PURPOSE].join(" ")); })`;
  expect(await look({ command: ["node", "--eval", code, "{rig_name}"] })).toEqual([
    { level: "ok", subject: "scale", message: "check inspection 614173 true inspection" },
  ]);
});

test("one that hangs is ended at its time", async () => {
  const [finding] = await look({
    command: ["node", "--eval", "setInterval(() => {}, 1000)"],
    timeout_seconds: 0.5,
    grace_seconds: 0.1,
  });
  expect(finding).toMatchObject({ level: "error", message: expect.stringContaining("ran longer than") });
});

test("names of a session are refused in a check, for there is none", async () => {
  const check = { name: "scale", command: ["node", "{session_directory}"] };
  expect(() => bench.open({ config: { checks: [check] } })).toThrow("there is no session yet");
});

test("what can't be cleared away after one makes no failure of it", async () => {
  let refused = 0;
  const fileSystem: FileSystem = {
    ...nodeFileSystem,
    remove: (path) => {
      nodeFileSystem.remove(path);
      if (!basename(path).startsWith("scale-")) return;
      refused += 1;
      throw new Error("EBUSY");
    },
  };
  const check = { name: "scale", command: ["node", "--eval", "console.log('2 g')"] };
  await using launcher = await bench.open({ config: { checks: [check] }, fileSystem });
  await launcher.start("inspection");
  const findings = await launcher.preflight();
  expect(findings.filter(({ subject }) => subject === "scale")).toEqual([
    { level: "ok", subject: "scale", message: "2 g" },
  ]);
  expect(refused).toBe(1);
});
