import { expect, test } from "vitest";
import { isOwnName, nameObjection } from "../../src/names/index.js";

test.each(["614173_2026-11-24", "a b", "ü.txt", "auxiliary", "com", "com10", "x.aux", ".hidden", "日本"])(
  "%j is a name",
  (name) => {
    expect(nameObjection(name)).toBeUndefined();
  },
);

test.each([
  ["", "it is empty"],
  ["..", "it is no name but a way to another folder"],
  ["aux", "Windows keeps this name for a device"],
  ["AUX .txt", "Windows keeps this name for a device"],
  ["com1.log", "Windows keeps this name for a device"],
  ["x.", "Windows drops a dot or space at the end of a name"],
  ["a:b", 'it has the character ":", which Windows does not allow'],
  ["a\nb", 'it has the character "\\n", which Windows does not allow'],
  [".rigline-614173-0a.partial", "names that begin with .rigline are Rigline's own"],
  [".RIGLINE", "names that begin with .rigline are Rigline's own"],
  ["\uD83D", "it has half a character"],
  ["ü".repeat(128), "it is longer than 255 bytes"],
])("%j is none", (name, objection) => {
  expect(nameObjection(name)).toBe(objection);
});

test("a caller that puts something behind the name may ask for a shorter one", () => {
  expect(nameObjection("x".repeat(200), { longest: 200 })).toBeUndefined();
  expect(nameObjection("x".repeat(201), { longest: 200 })).toBe("it is longer than 200 bytes");
});

test.each([
  [".rigline", true],
  [".Rigline-614173-0a.partial", true],
  ["rigline", false],
  ["x.rigline", false],
])("%j is a name of our own: %j", (name, own) => {
  expect(isOwnName(name)).toBe(own);
});

test("what a kind of names refuses beside, comes first", () => {
  const rules = { refused: [[/^ /, "it begins with a space"]] } as const;
  expect(nameObjection(" a?", rules)).toBe("it begins with a space");
  expect(nameObjection("a?", rules)).toMatch(/^it has the character "\?"/);
  expect(nameObjection("a", rules)).toBeUndefined();
});
