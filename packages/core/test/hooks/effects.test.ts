import { expect, test } from "vitest";
import { Effects } from "../../src/hooks/effects.js";

test("what a plugin is given after its end is taken back at once, and stands on no list", () => {
  const effects = new Effects(() => undefined);
  effects.end();
  let undone = 0;
  const forget = effects.hold({ what: "a listener" }, () => void (undone += 1));
  forget();
  expect([undone, effects.list]).toEqual([1, []]);
});
