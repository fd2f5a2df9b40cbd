import path from "node:path";
import { describe, expect, test } from "vitest";
import { fillConfigPlaceholders, placeholderObjections } from "../../src/config/placeholders.js";
import { load, makeRig, refusal } from "./rig-folder.js";

describe("a name that nothing fills in is refused, with the one that was meant:", () => {
  test.each([
    ["{session_folder}/x.csv", "{session_directory}"],
    ["--subject={subject_id}", "{subject}"],
    ["{sesion_name}", "{session_name}"],
    ["{Session-Directory}", "{session_directory}"],
    ["{SUBJECT}", "{subject}"],
    ["{mouse}", "{subject}"],
  ])("%s", (text, meant) => {
    const [objection = ""] = placeholderObjections(text);
    expect(objection).toContain(`Did you mean ${meant}?`);
  });

  test("without one that is near, those there are are listed", () => {
    expect(placeholderObjections("{rig_param:COM_port}")).toEqual([
      "has {rig_param:COM_port}, which nothing fills in. There are {session_directory}, {session_name}, {subject}, {rig_name}, {session_date}, {experiment}, {data_dir}, {config_directory} ({{rig_param:COM_port}} is passed on as {rig_param:COM_port})",
    ]);
  });

  test("braces of another template around a name that there is", () => {
    expect(placeholderObjections("{{ subject }}")).toEqual([
      "has {{ subject }}, and one pair of braces is meant: write {subject}",
    ]);
  });

  test("each one in a text", () => {
    expect(placeholderObjections("{a}/{subject}/{b}")).toHaveLength(2);
  });
});

test.each([
  ['{"seed": 42}'],
  ['{"a":{"b":{}}}'],
  ["{}"],
  ["{0}"],
  ["a{2,3}"],
  ["{3f2504e0-4f89}"],
  ["${HOME}"],
  ["{{other}}"],
  ["{session_directory}/{subject}"],
])("%s is left alone", (text) => {
  expect(placeholderObjections(text)).toEqual([]);
});

test.each([
  [["node", "-e"], "import fs from 'fs'; import {join} from 'path'"],
  [["node", "--input-type=module", "-e"], "{x}"],
  [["C:\\Python312\\python.exe", "-c"], "print(f'{x}')"],
  [["uv", "run", "python3.11", "-c"], "{x}"],
  [["awk"], "{print($1)}"],
])("text of a program's own after %j: %s", (before, text) => {
  expect(placeholderObjections(text, { before })).toEqual([]);
  expect(placeholderObjections(`${text} {session_folder}`, { before })).toHaveLength(1);
});

test.each([[["mkdir", "-p"]], [["tool", "-c"]]])("%j takes no program's text", (before) => {
  expect(placeholderObjections("{out}", { before })).toHaveLength(1);
});

test("filling puts values in once, and takes one pair of doubled braces away", () => {
  const values = { session_directory: "/d/{subject}", session_name: "s_{{x}}", subject: "7", rig_name: "4A" };
  expect(fillConfigPlaceholders("{session_directory}|{session_name}|{subject}|{{x}}|${subject}|{y}", values)).toBe(
    "/d/{subject}|s_{{x}}|7|{x}|${subject}|{y}",
  );
});

test("in a config each is told with its place, in arguments and variables", async () => {
  const folder = makeRig({
    "rigline.config.yaml":
      'data_dir: d\nexperiment:\n  command: [mkdir, -p, "{session_dir}/behavior"]\n  environment:\n    OUT: "{session_dir}"\n',
  });
  const error = await refusal(() => load(folder));
  expect(error).toMatchObject({
    code: "CONFIG_INVALID",
    where: { file: path.join(folder, "rigline.config.yaml"), line: 3, path: "experiment.command[2]" },
  });
  expect(error.why).toContain(':3:24  experiment.command[2]: "{session_dir}/behavior" has {session_dir}');
  expect(error.why).toContain(':5:5  experiment.environment.OUT: "{session_dir}" has {session_dir}');
});
