import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { openRememberedAnswers } from "../../src/ui/remembered-answers.js";
import { nodeFileSystem } from "@rigline/foundation/platform";

const folder = mkdtempSync(join(tmpdir(), "rigline-answers-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("offers the most recent first, nine at most, none twice", () => {
  const answers = openRememberedAnswers(nodeFileSystem, () => join(folder, "new", "answers.json"));
  for (const subject of ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "3"]) answers.remember("subject", subject);
  expect(answers.history("subject")).toEqual(["3", "10", "9", "8", "7", "6", "5", "4", "2"]);
  expect(answers.history("other")).toEqual([]);
});

it("is there for the next launcher, and readable by a person", () => {
  const path = join(folder, "kept.json");
  openRememberedAnswers(nodeFileSystem, () => path).remember("subject", "614173");
  openRememberedAnswers(nodeFileSystem, () => path).remember("experimenters", "ada, grace");
  expect(openRememberedAnswers(nodeFileSystem, () => path).history("subject")).toEqual(["614173"]);
  expect(readFileSync(path, "utf8")).toContain('"experimenters": [\n      "ada, grace"\n    ]');
});

it("keeps what two launchers remember side by side", () => {
  const path = join(folder, "shared.json");
  const one = openRememberedAnswers(nodeFileSystem, () => path);
  const other = openRememberedAnswers(nodeFileSystem, () => path);
  one.remember("subject", "a");
  other.remember("subject", "b");
  one.remember("rig", "c");
  expect(other.history("subject")).toEqual(["b", "a"]);
  expect(other.history("rig")).toEqual(["c"]);
});

it.each(["", "{", "[]", '{"answers": {"subject": "no list"}}', "\0\0\0"])(
  "takes a damaged file for empty: %j",
  (text) => {
    const path = join(folder, "damaged.json");
    writeFileSync(path, text);
    const answers = openRememberedAnswers(nodeFileSystem, () => path);
    expect(answers.history("subject")).toEqual([]);
    answers.remember("subject", "614173");
    expect(answers.history("subject")).toEqual(["614173"]);
  },
);

it("does not confuse a key with a member of every object", () => {
  const answers = openRememberedAnswers(nodeFileSystem, () => join(folder, "odd.json"));
  expect(answers.history("constructor")).toEqual([]);
  answers.remember("__proto__", "x");
  answers.remember("toString", "y");
  expect(answers.history("toString")).toEqual(["y"]);
});

it("never fails: it complains when the file can't be written", () => {
  const path = join(folder, "is-a-folder");
  mkdirSync(join(path, "in-the-way"), { recursive: true });
  const complaints: unknown[] = [];
  const answers = openRememberedAnswers(
    nodeFileSystem,
    () => path,
    (error) => complaints.push(error),
  );
  answers.remember("subject", "614173");
  expect(complaints).toHaveLength(1);
  expect(answers.history("subject")).toEqual([]);
});

it("keeps the last answer for each subject, of five hundred subjects at most", () => {
  const path = join(folder, "subjects.json");
  const answers = openRememberedAnswers(nodeFileSystem, () => path);
  answers.remember("weight", "21.4", "614173");
  answers.remember("weight", "22", "7");
  answers.remember("weight", "21.9", "614173");
  const next = openRememberedAnswers(nodeFileSystem, () => path);
  expect([next.lastOf("614173", "weight"), next.lastOf("7", "weight"), next.lastOf("8", "weight")]).toEqual([
    "21.9",
    "22",
    undefined,
  ]);
  const kept = JSON.parse(readFileSync(path, "utf8")) as { subjects: { subject: string }[] };
  const others = Array.from({ length: 498 }, (_, index) => ({ subject: `a${index}`, answers: {} }));
  writeFileSync(path, JSON.stringify({ ...kept, subjects: [...kept.subjects, ...others] }));
  next.remember("weight", "5", "new");
  // Of those two the first was asked about longer ago.
  expect([next.lastOf("7", "weight"), next.lastOf("614173", "weight")]).toEqual([undefined, "21.9"]);
});

it("reads a file from before there were subjects, and one whose subjects are damaged", () => {
  const path = join(folder, "before.json");
  const answers = openRememberedAnswers(nodeFileSystem, () => path);
  for (const subjects of [undefined, { "614173": "odd" }]) {
    writeFileSync(path, JSON.stringify({ answers: { rig: ["a"] }, subjects }));
    expect([answers.history("rig"), answers.lastOf("614173", "rig")]).toEqual([["a"], undefined]);
  }
});
