import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { attributeError } from "../../src/plugins/attribute-error.js";

const root = join(process.cwd(), "rig");
const own = join(root, "mapper.mjs");
const scoped = join(root, "node_modules", "@lab", "picker", "dist", "index.js");
const plugins = [{ name: "given" }, { name: "mapper", file: own }, { name: "picker", file: scoped }];

function errorFrom(...files: readonly string[]): Error {
  const error = new Error("lost");
  error.stack = ["Error: lost", ...files.map((file) => `    at run (${file}:3:5)`)].join("\n");
  return error;
}

test.each([
  ["its file, as a URL", [pathToFileURL(own).href], "mapper"],
  ["its file, as a path", [own], "mapper"],
  ["another file of its package", [join(root, "node_modules", "@lab", "picker", "dist", "deep", "map.js")], "picker"],
  ["another package of the same scope", [join(root, "node_modules", "@lab", "pickers", "index.js")], undefined],
  ["another file of the project", [join(root, "node_modules", "@rigline", "core", "dist", "index.js")], undefined],
  ["a library that it called", [join(root, "node_modules", "left-pad", "index.js"), own], "mapper"],
])("%s", (_title, files, expected) => {
  expect(attributeError(errorFrom(...files), plugins)).toBe(expected);
});

test("what is no error has no stack to go by", () => {
  expect(attributeError("just text", plugins)).toBeUndefined();
});
