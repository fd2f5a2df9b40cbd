import type { CompletionContract } from "@rigline/manifest/follow";
import { expect, test } from "vitest";
import { WholeFiles } from "../../src/follow/whole-files.js";
import type { SessionFile } from "../../src/follow/list-session.js";

const CONTRACT: CompletionContract = {
  wholeWhen: "quiet",
  suffix: ".inprogress",
  quietSeconds: 10,
  list: "list.jsonl",
  first: [],
};

function file(path: string, bytes = 1, modified = "1"): SessionFile {
  return { path, bytes, modified, identity: Number(modified) };
}

function pathsAt(whole: WholeFiles, now: number): readonly string[] {
  return whole.ready(now, () => true).map(({ path }) => path);
}

test("quiet: a file is whole when it was the same for so long, counted from when it was first seen so", () => {
  const whole = new WholeFiles(CONTRACT);
  whole.update([file("a")], [], 0);
  expect(pathsAt(whole, 9999)).toEqual([]);
  whole.update([file("a", 2, "2")], [], 9999);
  expect(pathsAt(whole, 10_000)).toEqual([]);
  expect(pathsAt(whole, 19_999)).toEqual(["a"]);
});

test("renamed: a file is whole when it has its name and was seen twice", () => {
  const whole = new WholeFiles({ ...CONTRACT, wholeWhen: "renamed" });
  whole.update([file("a.inprogress"), file("b")], [], 0);
  expect(pathsAt(whole, 0)).toEqual([]);
  whole.update([file("a"), file("b")], [], 2000);
  expect(pathsAt(whole, 2000)).toEqual(["b"]);
});

test("listed: a file is whole when it was listed with as many bytes as it has, and never by being quiet", () => {
  const whole = new WholeFiles({ ...CONTRACT, wholeWhen: "listed" });
  const listed = [
    { path: "a", bytes: 1, sha256: undefined },
    { path: "b", bytes: 7, sha256: "ab" },
  ];
  whole.update([file("a"), file("b", 6), file("c")], listed, 0);
  expect(pathsAt(whole, 3_600_000)).toEqual(["a"]);
  whole.update([file("a"), file("b", 7), file("c")], [], 3_600_000);
  expect(pathsAt(whole, 3_600_000)).toEqual(["a", "b"]);
  expect(whole.saidOf(file("b", 7))?.sha256).toBe("ab");
});

test("files that were declared to go first do, in that order, and then the smaller before the larger", () => {
  const whole = new WholeFiles({ ...CONTRACT, first: ["*.json", "behavior/"] });
  const files = [file("video/a", 5), file("behavior/b", 900), file("acquisition.json", 100), file("video/c", 3)];
  whole.update(files, [], 0);
  expect(pathsAt(whole, 10_000)).toEqual(["acquisition.json", "behavior/b", "video/c", "video/a"]);
});

test("a file that was set aside is left alone for longer each time", () => {
  const whole = new WholeFiles(CONTRACT);
  whole.update([file("a")], [], 0);
  whole.setAside("a", 10_000);
  expect(pathsAt(whole, 69_999)).toEqual([]);
  expect(pathsAt(whole, 70_000)).toEqual(["a"]);
  whole.setAside("a", 70_000);
  expect(pathsAt(whole, 189_999)).toEqual([]);
  whole.update([file("a", 2, "2")], [], 189_999);
  expect(pathsAt(whole, 240_000)).toEqual([]);
  expect(pathsAt(whole, 249_999)).toEqual(["a"]);
});
