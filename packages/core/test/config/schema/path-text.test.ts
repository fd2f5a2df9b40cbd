import { readdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { resolvePluginOptions } from "../../../src/config/plugin-options.js";
import { resolveFrom } from "../../../src/config/resolved-config.js";
import { pathText } from "../../../src/config/schema/path-text.js";
import { toInputSchema } from "../../../src/config/schema/schema-view.js";
import { load, makeRig, refusal } from "../rig-folder.js";

const isWindows = process.platform === "win32";
/** A path of the other system. */
const [FOREIGN, WHY] = isWindows ? ["/mnt/data", "names no drive"] : ["C:/Data", "path of Windows"];

describe.each([
  ["data_dir", (value: string) => `data_dir: '${value}'\n`, 1],
  ["temp_dir", (value: string) => `data_dir: d\ntemp_dir: '${value}'\n`, 2],
  [
    "experiment.directory",
    (value: string) => `data_dir: d\nexperiment:\n  command: [node]\n  directory: '${value}'\n`,
    4,
  ],
])("%s", (key, content, line) => {
  test.each([
    [FOREIGN, WHY],
    ["~/data", "~ is not filled in"],
    ["$HOME/data", "variables such as $HOME"],
    ["%USERPROFILE%/data", "variables such as %USERPROFILE%"],
    // A program's folder may be filled in; what nothing fills in is refused there too, by the rule of placeholders.
    ...(key === "experiment.directory" ? [] : [["{subject}/data", "{subject} is not filled in"]]),
  ])("%s is refused with key, file and line, and nothing is made", async (value = "", why) => {
    const folder = makeRig({ "rigline.config.yaml": content(value) });
    const error = await refusal(() => load(folder));
    expect(error).toMatchObject({
      code: "CONFIG_INVALID",
      where: { file: path.join(folder, "rigline.config.yaml"), line, path: key },
    });
    expect(error.message).toContain(`${key}: ${JSON.stringify(value)} can't be used as a path: `);
    expect(error.message).toContain(why);
    expect(readdirSync(folder)).toEqual(["rigline.config.yaml"]);
  });
});

test("a program's folder may hold what is filled in, and nothing that is not", async () => {
  const content = (directory: string) => `data_dir: d\nexperiment:\n  command: [node]\n  directory: "${directory}"\n`;
  const config = await load(makeRig({ "rigline.config.yaml": content("{session_directory}/raw") }));
  expect(config.values.experiment).toMatchObject({ directory: "{session_directory}/raw" });
  const error = await refusal(() => load(makeRig({ "rigline.config.yaml": content("{sesion_directory}") })));
  expect(error.message).toContain("which nothing fills in. Did you mean {session_directory}?");
});

test("a variable and a flag are named as those who set them know them", async () => {
  const byVariable = await refusal(() => load(makeRig({}), { environment: { RIGLINE_DATA_DIR: "~/data" } }));
  expect(byVariable.message).toContain("data_dir (set by the variable RIGLINE_DATA_DIR): ");
  const byFlag = await refusal(() => load(makeRig({}), { flags: { data_dir: "~/data" } }));
  expect(byFlag.message).toContain("data_dir (set by --data-dir): ");
  const bySet = await refusal(() => load(makeRig({}), { set: { data_dir: "~/data" } }));
  expect(bySet.message).toContain("data_dir (set by --set data_dir): ");
});

test("clabe's file is read by the same rule", async () => {
  const folder = makeRig({ "clabe.yml": `data_dir: '${FOREIGN}'\n` });
  expect(await refusal(() => load(folder))).toMatchObject({
    code: "CONFIG_INVALID",
    where: { file: path.join(folder, "clabe.yml"), line: 1, path: "data_dir" },
  });
});

test("a plugin's option that is a path, at its place", async () => {
  const folder = makeRig({ "rigline.config.yaml": `data_dir: d\npump:\n  calibration: '${FOREIGN}'\n` });
  const plugin = { name: "pump", section: "pump", options: z.strictObject({ calibration: pathText() }) };
  const error = await refusal(async () => resolvePluginOptions(await load(folder), undefined, plugin));
  expect(error).toMatchObject({ code: "CONFIG_INVALID", where: { plugin: "pump", line: 3 } });
  expect(error.message).toContain(`pump.calibration: ${JSON.stringify(FOREIGN)} can't be used as a path: it`);
});

test("to an editor it is text", () => {
  expect(toInputSchema(z.strictObject({ folder: pathText() })).properties?.["folder"]).toEqual({ type: "string" });
});

test("values that no schema has seen are refused before anything is made of them", async () => {
  const error = await refusal(() => resolveFrom({ folder: makeRig() }, "$HOME/data"));
  expect(error).toMatchObject({ code: "CONFIG_INVALID" });
});
