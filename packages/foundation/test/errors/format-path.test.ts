import { expect, test } from "vitest";
import { formatPath, pathSteps } from "../../src/errors/index.js";

test.each([
  [["plugins", 0, "use"], "plugins[0].use"],
  [["environment", "A B"], 'environment["A B"]'],
  [["a", 'q"[0].\\', 12], String.raw`a["q\"[0].\\"][12]`],
  [["behavior-videos"], "behavior-videos"],
  [[""], '[""]'],
])("%j is written %s, and read back", (path, text) => {
  expect(formatPath(path)).toBe(text);
  expect(pathSteps(text)).toEqual(path);
});
