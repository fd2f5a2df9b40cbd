import { expect, test } from "vitest";
import { didYouMean, meantFor, nearestName } from "@rigline/foundation/errors";

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

test.each([
  ["behaviour", "behavior"],
  ["Behavior", "behavior"],
  ["behavoir", "behavior"],
  ["ecefys", "ecephys"],
  ["smartspim", "SmartSPIM"],
  ["telescope", undefined],
])("of other cases of letters, %s is meant as %s", (name, meant) => {
  expect(nearestName(name, ["ecephys", "behavior", "SmartSPIM"])).toBe(meant);
});

test("the nearest comes first, of equally near ones the first", () => {
  expect(nearestName("slap3", ["slap", "slap2"])).toBe("slap");
  expect(nearestName("slap22", ["slap", "slap2"])).toBe("slap2");
});

test("a name that nobody knows and a key that is missing are brought together", () => {
  expect(meantFor("subject_id", ["subjectid", "x"])).toBe('; there is "subjectid": did you mean "subject_id"?');
  expect(meantFor("subject_id", ["rig"])).toBe("");
});
