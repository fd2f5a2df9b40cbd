import { expect, test } from "vitest";
import { didYouMean, nearestName } from "@rigline/foundation/errors";

test.each([
  ["preflite", "preflight"],
  ["data-dir", "data_dir"],
  ["DATA_DIR", "data_dir"],
  ["sesionStarted", "sessionStarted"],
  ["red", undefined],
  ["something_else", undefined],
])("%s is meant as %s", (name, meant) => {
  expect(nearestName(name, ["data_dir", "preflight", "sessionStarted", "teardown"])).toBe(meant);
});

test("the nearest of several, in words", () => {
  expect(didYouMean("datadir", ["data_dirs", "data_dir"])).toBe(' Did you mean "data_dir"?');
  expect(didYouMean("x", [])).toBe("");
});
