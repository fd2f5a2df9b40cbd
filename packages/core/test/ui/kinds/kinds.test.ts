import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { nodeFileSystem } from "@rigline/foundation/platform";
import { kindOf, type KindName, type QuestionOf } from "../../../src/ui/kinds/index.js";
import { matcherOf } from "../../../src/ui/kinds/pick-kind.js";

const weight = { key: "weight", message: "Weight", unit: "g", unitName: "grams", min: 10, max: 60, example: 21.4 };
const trials = { key: "trials", message: "Trials", whole: true, example: 300 };
const lasers = {
  key: "lasers",
  message: "Which lasers",
  choices: [{ value: "blue" }, { value: "red laser", label: "Red" }, { value: "green" }],
};

function read<Name extends KindName>(name: Name, question: QuestionOf<Name>, text: string): unknown {
  const reading = kindOf(name).read(text, question, { fileSystem: nodeFileSystem });
  return "answer" in reading ? reading.answer : reading.problem;
}

test.each<[string, unknown]>([
  ["21.4", 21.4],
  [" 21.4 g ", 21.4],
  ["21.4grams", 21.4],
  ["2e1", 20],
  ["heavy", "a number of grams, such as 21.4"],
  ["", "a number of grams, such as 21.4"],
  ["0x20", 'a number of grams, such as 21.4, and not in "x20"'],
  ["21,4", "a number of grams, such as 21.4: with a point, 21.4"],
  ["21.4 mg", 'a number of grams, such as 21.4, and not in "mg"'],
  ["9", "10 g is the least"],
  ["60.5", "60 g is the most"],
  ["1e999", "a number of grams, such as 21.4"],
])("a number with a unit: %j", (text, expected) => expect(read("number", weight, text)).toBe(expected));

test("a whole number without a unit", () => {
  expect(read("number", trials, "-3")).toBe(-3);
  expect(read("number", trials, "2.5")).toBe("a whole number, such as 300");
  expect(read("number", trials, "3 g")).toBe('a whole number, such as 300, and not in "g"');
});

test.each<[string, unknown]>([
  ["green, blue", ["blue", "green"]],
  ["red laser", ["red laser"]],
  ['blue "red laser"', ["blue", "red laser"]],
  ["", []],
  ["blue, geen", '"geen" is none of the choices. Did you mean "green"?'],
  ["bleu", 'is none of the choices. Did you mean "blue"?'],
])("several of a list: %j", (text, expected) => expect(read("pickMany", lasers, text)).toEqual(expected));

test("of several, one may be needed; what is written is read again", () => {
  expect(read("pickMany", { ...lasers, atLeastOne: true }, " ")).toBe("names no choice, and one is needed");
  const kind = kindOf("pickMany");
  expect(read("pickMany", lasers, kind.write(["red laser", "green"]))).toEqual(["red laser", "green"]);
  expect(kind.show(["red laser", "green"], lasers)).toBe("Red, green");
});

test("notes lose what ends them and what pasting adds, and no line within", () => {
  expect(read("notes", { key: "notes", message: "Notes" }, "\r\n one \r\ntwo\t\n\nthree\n\n")).toBe(
    " one\ntwo\n\nthree",
  );
  const validate = (text: string): string | undefined => (text === "" ? "a word, please" : undefined);
  expect(read("notes", { key: "notes", message: "Notes", validate }, " \n ")).toBe("a word, please");
});

test("a path is absolute, exists, and is what was asked for", () => {
  const folder = mkdtempSync(join(tmpdir(), "rigline-path-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, "rig files"));
  writeFileSync(join(folder, "a.json"), "{}");
  const file = { key: "file", message: "File", from: folder };
  expect(read("path", file, "a.json")).toBe(join(folder, "a.json"));
  expect(read("path", file, `"${join(folder, "a.json")}"`)).toBe(join(folder, "a.json"));
  expect(read("path", file, "b.json")).toBe(`there is no file ${join(folder, "b.json")}`);
  expect(read("path", file, "rig files")).toBe(`${join(folder, "rig files")} is a folder, not a file`);
  expect(read("path", { ...file, of: "folder" }, "rig files")).toBe(join(folder, "rig files"));
  expect(read("path", { ...file, of: "folder" }, "a.json")).toBe(`${join(folder, "a.json")} is a file, not a folder`);
  expect(read("path", file, " ")).toBe("names no file");
});

test("what is typed is found anywhere in a choice, and hides all else where it is the whole of one", () => {
  const choices = [{ value: "112" }, { value: "12" }, { value: "m1", label: "Mouse 1", hint: "rig 12" }];
  const matches = matcherOf(choices);
  const found = (typed: string): string[] => choices.filter((one) => matches(typed, one)).map(({ value }) => value);
  expect(found("1")).toEqual(["112", "12", "m1"]);
  expect(found("12")).toEqual(["12"]);
  expect(found("2")).toEqual(["112", "12", "m1"]);
  expect(found(" MOUSE 1")).toEqual(["m1"]);
  expect(found("x")).toEqual([]);
});
