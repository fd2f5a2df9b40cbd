import path from "node:path";
import { describe, expect, test } from "vitest";
import { renderError } from "@rigline/foundation/errors";
import { load, makeRig, refusal } from "../rig-folder.js";

describe("CONFIG_SYNTAX", () => {
  test("shows the place and the lines around it", async () => {
    const folder = makeRig({
      "rigline.config.yaml": "data_dir: data\nexperiment:\n  command: [node, x.mjs\nsubject: a\n",
    });
    const error = await refusal(() => load(folder));
    expect(error).toMatchObject({
      code: "CONFIG_SYNTAX",
      exit: "config",
      where: { file: path.join(folder, "rigline.config.yaml"), line: 4, column: 1 },
    });
    expect(error.why).toBe(
      ["there:", "  3 |   command: [node, x.mjs", "  4 | subject: a", "      ^", "  5 | "].join("\n"),
    );
  });

  test("a key written twice is named at its second place", async () => {
    const folder = makeRig({ "rigline.config.yaml": "data_dir: one\nsubject: a\ndata_dir: two\n" });
    const error = await refusal(() => load(folder));
    expect(error).toMatchObject({ code: "CONFIG_SYNTAX", where: { line: 3, column: 1 } });
    expect(error.message).toContain("the key data_dir is written twice");
  });

  test("JSON", async () => {
    const folder = makeRig({ "rigline.config.json": '{\n  "data_dir": "data",\n  "subject" "a"\n}\n' });
    const error = await refusal(() => load(folder));
    expect(error).toMatchObject({ code: "CONFIG_SYNTAX", where: { line: 3 } });
    expect(error.message).toContain("can't be read as JSON");
  });

  test.each([
    ["a path in double quotes", 'data_dir: "C:\\Data"\n', 1, "\\D means nothing", "C:/Data"],
    ["a colon in a text", "data_dir: d\nnotes: first: second\n", 2, "Nested mappings", "quotes"],
    ["no colon behind a key", "data_dir d\nsubject: a\n", 1, "Implicit keys", "`data_dir: data`"],
    ["two documents", "data_dir: d\n---\nsubject: a\n", 2, "more than one document", "`---`"],
    ["a tag", "data_dir: d\nsubject: !include a.yaml\n", 2, "the tag !include means nothing here", "the value itself"],
    ["a text that begins with @", "data_dir: d\nsubject: @a\n", 2, "reserved character @", "quotes"],
    ["tabs", "experiment:\n\tcommand: [a]\n", 2, "Tabs", "spaces"],
  ])("%s: says what is meant and what to do", async (_name, content, line, reason, todo) => {
    const error = await refusal(() => load(makeRig({ "rigline.config.yaml": content })));
    expect(error).toMatchObject({ code: "CONFIG_SYNTAX", where: { line } });
    expect(error.message).toContain(reason);
    expect(error.todo).toContain(todo);
  });

  test.each([
    ["an alias of nothing", "data_dir: d\nnotes: *nobody\n", 2, "&nobody, which is not above it"],
    ["a merge of nothing", "data_dir: d\nexperiment:\n  <<: *nobody\n", 3, "&nobody, which is not above it"],
    [
      "a list that contains itself",
      "data_dir: d\nexperimenters: &all [Ada, *all]\n",
      2,
      "something that it is a part of",
    ],
    ["a key that is a list", "data_dir: d\n? [a]\n: b\n", 2, "a key must be text"],
  ])("%s is told with its line", async (_name, content, line, reason) => {
    const error = await refusal(() => load(makeRig({ "rigline.config.yaml": content })));
    expect(error).toMatchObject({ code: "CONFIG_SYNTAX", where: { line } });
    expect(error.message).toContain(reason);
  });

  test("aliases that would grow without bounds", async () => {
    const levels = Array.from(
      { length: 12 },
      (_, level) => `l${level + 1}: &l${level + 1} [${Array.from({ length: 9 }, () => `*l${level}`).join(", ")}]`,
    );
    const folder = makeRig({ "rigline.config.yaml": ["l0: &l0 [x]", ...levels].join("\n") });
    expect(await refusal(() => load(folder))).toMatchObject({ code: "CONFIG_SYNTAX" });
  });

  test("does not print a password that stands beside the mistake", async () => {
    const folder = makeRig({
      "rigline.config.yaml": "db:\n  password: hunter22\n  url: http://me:hunter22@db\n bad: [\n",
    });
    const error = await refusal(() => load(folder));
    expect(error.code).toBe("CONFIG_SYNTAX");
    expect(renderError(error, { verbose: true })).not.toContain("hunter22");
  });
});

describe("CONFIG_UNKNOWN_KEY", () => {
  test("file, line, column, nearest name and the valid ones", async () => {
    const folder = makeRig({
      "rigline.config.yaml": "data_dir: data\nexperiment:\n  command: [a]\n  grace_second: 3\n",
    });
    const error = await refusal(() => load(folder));
    expect(error).toMatchObject({
      code: "CONFIG_UNKNOWN_KEY",
      where: { file: path.join(folder, "rigline.config.yaml"), line: 4, column: 3, path: "experiment.grace_second" },
      message: 'experiment.grace_second: there is no such key. Did you mean "grace_seconds"?',
    });
    expect(error.why).toContain("name, command, directory, environment, timeout_seconds, grace_seconds");
  });

  test("a required key that is misspelt is told once, not as missing too", async () => {
    const folder = makeRig({ "rigline.config.yaml": "data_dirr: data\n" });
    const error = await refusal(() => load(folder));
    expect(error).toMatchObject({ code: "CONFIG_UNKNOWN_KEY", where: { line: 1, column: 1, path: "data_dirr" } });
    expect(error.message).toContain('Did you mean "data_dir"?');
  });

  test("in the items of a list", async () => {
    const folder = makeRig({ "rigline.config.yaml": "data_dir: d\nplugins:\n  - use: ./a.mjs\n    wiht: { a: 1 }\n" });
    expect(await refusal(() => load(folder))).toMatchObject({
      code: "CONFIG_UNKNOWN_KEY",
      where: { line: 4, column: 5, path: "plugins[0].wiht" },
    });
  });

  test("a hook that does not exist", async () => {
    const folder = makeRig({ "rigline.config.yaml": "data_dir: d\nhook_timeouts:\n  sessionStart: 3\n" });
    const error = await refusal(() => load(folder));
    expect(error).toMatchObject({ code: "CONFIG_UNKNOWN_KEY", where: { line: 3 } });
    expect(error.message).toContain('Did you mean "sessionStarted"?');
  });

  test("a hook by the name that it had once", async () => {
    const folder = makeRig({ "rigline.config.yaml": "data_dir: d\nhook_timeouts:\n  runnersDone: 3\n" });
    const error = await refusal(() => load(folder));
    expect(error).toMatchObject({ code: "CONFIG_UNKNOWN_KEY", where: { line: 3, path: "hook_timeouts.runnersDone" } });
    expect(error.message).toContain("it is called sessionEnded here");
    const variable = await refusal(() => load(folder, { environment: { RIGLINE_HOOK_TIMEOUTS__RUNNERSDONE: "3" } }));
    expect(variable.why ?? variable.message).toContain("RUNNERSDONE): it is called sessionEnded here");
  });

  test("keys that would touch an object's prototype are keys like any other", async () => {
    const folder = makeRig({ "rigline.config.yaml": "data_dir: d\n__proto__:\n  subject: x\nconstructor: 3\n" });
    const error = await refusal(() => load(folder));
    expect(error).toMatchObject({ code: "CONFIG_UNKNOWN_KEY", where: { path: "constructor", line: 3 + 1 } });
    expect(({} as { subject?: string }).subject).toBeUndefined();
  });

  test("a misspelt flag and a misspelt variable are named as they were written", async () => {
    const folder = makeRig({ "rigline.config.yaml": "data_dir: d\n" });
    const flag = await refusal(() => load(folder, { flags: { subjct: "a" } }));
    expect(flag).toMatchObject({
      code: "CONFIG_UNKNOWN_KEY",
      message: 'subjct (set by --set subjct): there is no such key. Did you mean "subject"?',
    });
    const variable = await refusal(() => load(folder, { environment: { RIGLINE_DATADIR: "x" } }));
    expect(variable.code).toBe("CONFIG_UNKNOWN_KEY");
    expect(variable.message).toContain(
      "RIGLINE_DATADIR sets a key that does not exist. Did you mean RIGLINE_DATA_DIR?",
    );
  });

  test("a misspelt variable in `.env` or in a secret file is named with its place", async () => {
    const dotenv = makeRig({ "rigline.config.yaml": "data_dir: d\n", ".env": "A=1\nRIGLINE_DATADIR=x\n" });
    expect(await refusal(() => load(dotenv))).toMatchObject({
      message: "datadir: RIGLINE_DATADIR sets a key that does not exist. Did you mean RIGLINE_DATA_DIR?",
      where: { file: path.join(dotenv, ".env"), line: 2 },
    });
    const secret = makeRig({ "rigline.config.yaml": "data_dir: d\n", "secrets/RIGLINE_DATADIR": "x" });
    const error = await refusal(() => load(secret, { environment: { RIGLINE_SECRETS_DIR: "secrets" } }));
    expect(error.message).toContain(": RIGLINE_DATADIR sets a key that does not exist.");
  });
});

describe("CONFIG_INVALID", () => {
  test("names everything that is wrong at once, each with its line", async () => {
    const folder = makeRig({
      "rigline.config.yaml": [
        "subject: [a]",
        "forecast_gb: -2",
        "debug_mode: maybe",
        "experiment:",
        "  success_exit_codes: [0, one]",
        "  timout_seconds: 5",
        "plugins:",
        "  - with: {}",
      ].join("\n"),
    });
    const error = await refusal(() => load(folder));
    const file = path.join(folder, "rigline.config.yaml");
    expect(error).toMatchObject({ code: "CONFIG_INVALID", message: "8 things are wrong in the configuration" });
    expect(error.why?.split("\n")).toEqual([
      `${file}:6:3  experiment.timout_seconds: there is no such key. Did you mean "timeout_seconds"?`,
      "data_dir: is required (string) and no source sets it",
      `${file}:1:1  subject: expected string, found a list`,
      `${file}:2:1  forecast_gb: expected number to be >0, found -2`,
      `${file}:4:1  experiment.command: is required (list) and no source sets it`,
      `${file}:5:27  experiment.success_exit_codes[1]: expected number, found "one"`,
      `${file}:8:5  plugins[0].use: is required (string) and no source sets it`,
      `${file}:3:1  debug_mode: expected boolean, found "maybe"`,
    ]);
  });

  test("one mistake is told in the headline, with its place", async () => {
    const folder = makeRig({ "rigline.config.yaml": "data_dir: data\nforecast_gb: lots\n" });
    expect(await refusal(() => load(folder))).toMatchObject({
      message: 'forecast_gb: expected number, found "lots"',
      where: { line: 2, column: 1, path: "forecast_gb" },
    });
  });

  test("a required key that is left empty is told so, at its line", async () => {
    const folder = makeRig({ "rigline.config.yaml": "subject: a\ndata_dir:\n" });
    expect(await refusal(() => load(folder))).toMatchObject({
      code: "CONFIG_INVALID",
      message: "data_dir: is empty, and a value is required (string)",
      where: { line: 2, column: 1 },
    });
  });

  test("a list in a variable is to be JSON, and the variable is named", async () => {
    const folder = makeRig({ "rigline.config.yaml": "data_dir: d\n" });
    const error = await refusal(() => load(folder, { environment: { RIGLINE_EXPERIMENTERS: "Ada, Grace" } }));
    expect(error.message).toBe(
      'experimenters (set by the variable RIGLINE_EXPERIMENTERS): expected list, found "Ada, Grace"; here it is written as JSON, such as ["a","b"]',
    );
  });

  test.each([
    ["experimenters: Ada\n", 'experimenters: expected list, found "Ada"; a list is written as [Ada]'],
    [
      "plugins: { use: x }\n",
      "plugins: expected list, found keys and values; in a list, each item has a dash before it: - use: …",
    ],
    ["plugins: [./a.mjs]\n", 'plugins[0]: expected keys and values, found "./a.mjs"; it is written as {use: ./a.mjs}'],
    ['rig_name: ""\n', "rig_name: is empty, and text is required"],
    ["answers: { a: [1] }\n", "answers.a: expected string or number or boolean, found a list"],
  ])("%j is told in words of the file", async (content, told) => {
    const folder = makeRig({ "rigline.config.yaml": `data_dir: d\n${content}` });
    expect((await refusal(() => load(folder))).message).toBe(told);
  });

  test.each([
    ["- a\n- b\n", "holds a list"],
    ["just text\n", "holds a string"],
  ])("a file that holds no keys: %j", async (content, told) => {
    const folder = makeRig({ "rigline.config.yaml": content });
    const error = await refusal(() => load(folder));
    expect(error).toMatchObject({ code: "CONFIG_INVALID", where: { file: path.join(folder, "rigline.config.yaml") } });
    expect(error.message).toContain(told);
  });

  test("one item of a list can't be set by a flag", async () => {
    const folder = makeRig({ "rigline.config.yaml": "data_dir: d\n" });
    const error = await refusal(() => load(folder, { flags: { "plugins[0].enabled": "false" } }));
    expect(error).toMatchObject({ code: "CONFIG_INVALID", where: { path: "plugins[0].enabled" } });
    expect(error.todo).toContain("--set 'plugins=");
    const deep = await refusal(() => load(folder, { flags: { "w.steps[0].name": "x" } }));
    expect(deep.todo).toContain("--set 'w.steps=");
  });

  test("what was found is never shown when it is a secret", async () => {
    const folder = makeRig({ "rigline.config.yaml": "data_dir: d\n", "secrets/RIGLINE_FORECAST_GB": "hunter22" });
    const error = await refusal(() => load(folder, { environment: { RIGLINE_SECRETS_DIR: "secrets" } }));
    expect(error.message).toContain("expected number, found [secret]");
    expect(error.where.file).toBe(path.join(folder, "secrets/RIGLINE_FORECAST_GB"));
  });
});
