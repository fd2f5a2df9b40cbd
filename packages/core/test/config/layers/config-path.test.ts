import { formatPath } from "@rigline/foundation/errors";
import { expect, test } from "vitest";
import { parsePath } from "../../../src/config/layers/config-path.js";

test.each([
  [["a"], "a"],
  [["plugins", 0, "use"], "plugins[0].use"],
  [["experiment", "environment", "A B"], 'experiment.environment["A B"]'],
  [["a", "x.y", 'q"t', "z"], 'a["x.y"]["q\\"t"].z'],
  [["0", "1-2", "$ref"], "0.1-2.$ref"],
  [[], ""],
])("%j is written %s, and read back", (path, text) => {
  expect(formatPath(path)).toBe(text);
  expect(parsePath(text)).toEqual(path);
});

test.each(["a..b", "a[", "a[x]", "a b", "a."])("%s is no path", (text) => {
  expect(parsePath(text)).toBeUndefined();
});
