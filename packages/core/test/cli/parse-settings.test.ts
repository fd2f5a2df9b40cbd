import { expect, test } from "vitest";
import { parseAnswers, parseSettings } from "../../src/cli/parse-settings.js";

test.each<[readonly string[], Record<string, string>]>([
  [[], {}],
  [["a.b=1"], { "a.b": "1" }],
  [["a=1", "a=2"], { a: "2" }],
  [["a=x=y"], { a: "x=y" }],
  [["a="], { a: "" }],
  [[" a = b "], { a: " b " }],
  [['a=["x"]'], { a: '["x"]' }],
])("%j", (settings, parsed) => {
  expect(parseSettings(settings)).toEqual(parsed);
});

test.each(["watchdog.wait_seconds", "=60", ""])("--set %s has no value", (setting) => {
  expect(() => parseSettings([setting])).toThrow(
    expect.objectContaining({
      code: "CLI_USAGE",
      exitCode: 2,
      todo: expect.stringContaining("--set key=value") as string,
    }),
  );
});

test("answers are keys of the config, whatever is in their names", () => {
  expect(parseAnswers(["rig=4A", "picker.rig= a=b ", "weight="])).toEqual({
    "answers.rig": "4A",
    'answers["picker.rig"]': " a=b ",
    "answers.weight": "",
  });
});
