import { expect, it } from "vitest";
import { toEventLine } from "../../src/events/event-line.js";
import { toPlainJson } from "../../src/events/to-plain-json.js";

const at = new Date("2026-07-14T16:05:00.123Z");

it.each<[string, object]>([
  ["a flat event", { hook: "ready", milliseconds: 0.25, ok: true }],
  ["numbers that JSON writes otherwise", { zero: -0, tiny: 1e-7, large: 1e21, none: Number.NaN, all: Infinity }],
  ["texts with what has to be escaped", { text: 'a "b" \\ \n\u0007\u2028\u009B\uD800', 'k"y': "v" }],
  ["a text that is longer than a name", { text: "x\u2028".repeat(100) }],
  ["what is no flat text", { report: { name: "r" }, nothing: undefined, none: null, list: [1] }],
  ["names of the line's own", { type: "mine", at: "never" }],
  ["something with a class", new Date(0)],
])("a line is what JSON would write: %s", (_name, event) => {
  expect(toEventLine("hook.settled", event, at)).toBe(
    toPlainJson(Object.assign({ at: at.toISOString(), type: "hook.settled" }, event)),
  );
});

it("keeps telling thousands of names apart, and each time", () => {
  for (let number = 0; number < 1200; number += 1) {
    const line = toEventLine("runner.progress", { runner: `r${number}` }, new Date(number));
    expect(JSON.parse(line)).toEqual({
      at: new Date(number).toISOString(),
      type: "runner.progress",
      runner: `r${number}`,
    });
  }
});
