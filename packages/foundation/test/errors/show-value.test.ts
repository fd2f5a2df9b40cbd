import { expect, test } from "vitest";
import { formatPath, showValue } from "@rigline/foundation/errors";

test.each([
  [undefined, "nothing"],
  [null, "null"],
  [Number.NaN, "NaN"],
  [true, "true"],
  ['a\n"b"', String.raw`"a\n\"b\""`],
  ["x".repeat(61), `"${"x".repeat(60)}…"`],
  [[], "an empty list"],
  [[1], "a list"],
  [{ a: 1 }, "an object"],
  [Promise.resolve(), "a promise"],
  [() => 1, "a function"],
  [1n, "a bigint"],
  [Symbol("s"), "a symbol"],
])("%o is shown as %s", (value, shown) => {
  expect(showValue(value)).toBe(shown);
});

test.each([
  [["plugins", 0, "use"], "plugins[0].use"],
  [["environment", "A B", "$c-d"], 'environment["A B"].$c-d'],
  [[0], "[0]"],
  [[], ""],
])("the path %j is written %s", (path, text) => {
  expect(formatPath(path)).toBe(text);
});
