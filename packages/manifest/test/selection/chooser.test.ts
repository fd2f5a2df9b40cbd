import { expect, test } from "vitest";
import { Chooser } from "../../src/selection/index.js";

const PATHS = [
  "behavior/events.csv",
  "behavior/.hidden/notes.txt",
  "behavior/scratch/a.tmp",
  "behavior/scratch/deep/b.csv",
  "behavior-videos/left[1].avi",
  "behavior-videos/RIGHT.AVI",
];

function taken(include: readonly string[], exclude: readonly string[] = []): readonly string[] {
  const chooser = new Chooser([{ include, exclude }]);
  return PATHS.filter((path) => chooser.takes(path));
}

test.each<[string, readonly string[], readonly string[], readonly number[]]>([
  ["nothing is said: all is taken", [], [], [0, 1, 2, 3, 4, 5]],
  ["a name anywhere", [], ["*.tmp"], [0, 1, 3, 4, 5]],
  ["a name of a folder takes all in it", [], ["scratch"], [0, 1, 4, 5]],
  ["the same with a slash behind it", [], ["scratch/"], [0, 1, 4, 5]],
  ["a path of a folder", [], ["behavior/scratch"], [0, 1, 4, 5]],
  ["a path is from the top", [], ["scratch/deep"], [0, 1, 2, 3, 4, 5]],
  ["a path from anywhere", [], ["**/deep"], [0, 1, 2, 4, 5]],
  ["a star ends at a slash", ["behavior/*.csv"], [], [0]],
  ["two stars do not", ["behavior/**/*.csv"], [], [0, 3]],
  ["hidden names count", ["behavior/**/*.txt"], [], [1]],
  ["a whole modality", ["behavior-videos"], [], [4, 5]],
  ["case says nothing", ["*.avi"], [], [4, 5]],
  ["exclude goes before include", ["*.csv"], ["scratch"], [0]],
  ["brackets by a class", ["left[[]1].avi"], [], [4]],
  ["as Windows writes it", [], ["behavior\\scratch"], [0, 1, 4, 5]],
  ["from the top, written so", [], ["/behavior", "./behavior-videos/*.AVI"], []],
  ["no negation", [], ["!behavior"], [0, 1, 2, 3, 4, 5]],
])("patterns: %s", (_what, include, exclude, wanted) => {
  expect(taken(include, exclude)).toEqual(wanted.map((index) => PATHS[index]));
});

test("of several sources each has to take a file", () => {
  const chooser = new Chooser([
    { include: ["behavior"], exclude: [] },
    { include: [], exclude: ["*.tmp"] },
  ]);
  expect(PATHS.filter((path) => chooser.takes(path))).toEqual([PATHS[0], PATHS[1], PATHS[3]]);
});

test("a folder that is excluded is left with all in it; one that include says nothing of is looked into", () => {
  const chooser = new Chooser([{ include: ["*.csv"], exclude: ["scratch"] }]);
  expect([chooser.leaves("behavior"), chooser.leaves("behavior/scratch")]).toEqual([false, true]);
  expect(chooser.takes("behavior")).toBe(false);
});

test("patterns that match nothing are known, also behind one that matches all", () => {
  const chooser = new Chooser([{ include: ["**", "*.csv", "*.cvs"], exclude: ["scratch", "*.tmp", "*.temp"] }]);
  for (const path of PATHS) chooser.takes(path);
  expect(chooser.unmatched).toEqual(["*.cvs", "*.temp"]);
  expect([new Chooser().isChoosy, chooser.isChoosy]).toEqual([false, true]);
});
