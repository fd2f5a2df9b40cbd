import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { placeInStack } from "../../src/modules/place-in-stack.js";

function errorAt(...places: string[]): Error {
  const error = new Error("broken");
  error.stack = ["Error: broken", ...places.map((place) => `    at ${place}`)].join("\n");
  return error;
}

test.each([
  ["the path", "/rig/a.mjs", "/rig/a.mjs:3:7"],
  ["the address, with what was added to it", "/rig/a b.mjs", `${pathToFileURL("/rig/a b.mjs").href}?v=1-2:3:7`],
  ["a path of Windows", String.raw`C:\rig\a.ts`, String.raw`load (C:\rig\a.ts:3:7)`],
  ["a path of Windows with slashes, as jiti writes it", String.raw`C:\rig\a.ts`, "C:/rig/a.ts:3:7"],
])("finds the file by %s", (_how, file, place) => {
  expect(placeInStack(errorAt("node:fs:1:1", place, `${place}0`), file)).toEqual({ line: 3, column: 7 });
});

test("of another file, and of what is no error, says nothing", () => {
  expect(placeInStack(errorAt("/rig/b.mjs:3:7"), "/rig/a.mjs")).toEqual({});
  expect(placeInStack("/rig/a.mjs:3:7", "/rig/a.mjs")).toEqual({});
});
