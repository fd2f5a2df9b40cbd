import path from "node:path";
import { expect, test } from "vitest";
import { checkSections } from "../../src/config/check-sections.js";
import { load, makeRig, refusal } from "./rig-folder.js";

test("a section that no plugin claims is refused with its line and the nearest one", async () => {
  const folder = makeRig({ "rigline.config.yaml": "data_dir: d\nwatchdgo:\n  project_name: A\n" });
  const config = await load(folder);
  const error = await refusal(() => checkSections(config, ["watchdog", "robocopy"]));
  expect(error).toMatchObject({
    code: "CONFIG_UNKNOWN_KEY",
    message: 'watchdgo: no plugin that is loaded has a section of this name. Did you mean "watchdog"?',
    where: { file: path.join(folder, "rigline.config.yaml"), line: 2, column: 1, path: "watchdgo" },
  });
  expect(error.why).toContain("watchdog, robocopy");
});

test("a launcher's key that holds keys and is misspelt is found too", async () => {
  const config = await load(makeRig({ "rigline.config.yaml": "data_dir: d\nexperimnt:\n  command: [a]\n" }));
  expect((await refusal(() => checkSections(config, []))).message).toContain('Did you mean "experiment"?');
});

test("sections that plugins claim pass", async () => {
  const config = await load(makeRig({ "rigline.config.yaml": "data_dir: d\nwatchdog: { a: 1 }\n" }), {
    environment: { RIGLINE_ROBOCOPY__LOG: "x" },
    flags: { "watchdog.b": "1" },
  });
  expect(checkSections(config, ["watchdog", "robocopy"])).toEqual([]);
});

test("a flag's section must be one", async () => {
  const config = await load(makeRig({ "rigline.config.yaml": "data_dir: d\n" }), { flags: { "wotchdog.wait": "1" } });
  const error = await refusal(() => checkSections(config, ["watchdog"]));
  expect(error.message).toContain("set by --set wotchdog.wait");
});

test("in the environment a section that is near to one is refused, another is a warning", async () => {
  const rig = makeRig({ "rigline.config.yaml": "data_dir: d\n" });
  const near = await load(rig, { environment: { RIGLINE_WATCHDGO__PROJECT_NAME: "A" } });
  expect((await refusal(() => checkSections(near, ["watchdog"]))).message).toContain(
    "the variable RIGLINE_WATCHDGO__PROJECT_NAME",
  );
  const far = await load(rig, { environment: { RIGLINE_DASHBOARD__COLOUR: "red" } });
  expect(checkSections(far, ["watchdog"])).toEqual([
    'RIGLINE_DASHBOARD__COLOUR: "dashboard" is not read, no plugin has a section of this name.',
  ]);
});

test("in clabe's file nothing is refused; a section that is near to one is a warning", async () => {
  const folder = makeRig({ "clabe.yml": "data_dir: d\nwatchdgo: { a: 1 }\nbonsai_app: { workflow: x }\n" });
  expect(checkSections(await load(folder), ["watchdog"])).toEqual([
    `${path.join(folder, "clabe.yml")}:2:1: "watchdgo" is not read, no plugin has a section of this name. Did you mean "watchdog"?`,
  ]);
});

test("a misspelt section loads no plugin that could claim the right one: the name that is meant is known all the same", async () => {
  const config = await load(makeRig({ "rigline.config.yaml": "data_dir: d\nwatchdgo: { a: 1 }\n" }));
  const error = await refusal(() => checkSections(config, []));
  expect(error.message).toContain('Did you mean "watchdog"?');
  expect(error.why).toContain("watchdog");

  for (const section of ["watchdgo", "Watchdog", "watch_dog"]) {
    const folder = makeRig({ "clabe.yml": `data_dir: d\n${section}: { a: 1 }\nbonsai_app: { workflow: x }\n` });
    expect(checkSections(await load(folder), [])).toEqual([
      `${path.join(folder, "clabe.yml")}:2:1: "${section}" is not read, no plugin has a section of this name. Did you mean "watchdog"?`,
    ]);
  }
});

test("the environment is shared between rigs: a section near to one that this rig does not use is no error", async () => {
  const rig = makeRig({ "rigline.config.yaml": "data_dir: d\n" });
  const shared = await load(rig, { environment: { RIGLINE_WATCHDGO__PROJECT_NAME: "A" } });
  expect(checkSections(shared, [])).toEqual([expect.stringContaining('Did you mean "watchdog"?')]);
});
