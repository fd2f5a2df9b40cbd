import { expect, it } from "vitest";
import { toPlainJson } from "../../src/events/to-plain-json.js";

const circular: Record<string, unknown> = { name: "a" };
circular["self"] = circular;
circular["list"] = [circular];
const shared = { x: 1 };

it.each<[string, unknown, unknown]>([
  ["plain data", { a: [1, "b", null, true] }, { a: [1, "b", null, true] }],
  ["a cycle", circular, { name: "a", self: "[circular]", list: ["[circular]"] }],
  ["the same value twice, which is no cycle", [shared, shared], [shared, shared]],
  ["numbers that JSON lacks", { a: NaN, b: Infinity, c: 12n }, { a: "NaN", b: "Infinity", c: "12" }],
  ["functions and symbols", { f: function go() {}, s: Symbol("s") }, { f: "[function go]", s: "Symbol(s)" }],
  ["undefined members", { a: undefined, b: [undefined] }, { b: [null] }],
  ["dates", [new Date(0), new Date(NaN)], ["1970-01-01T00:00:00.000Z", "[invalid date]"]],
  ["maps and sets", { m: new Map([["k", 1]]), s: new Set([1]) }, { m: [["k", 1]], s: [1] }],
  [
    "a getter that throws",
    {
      get a() {
        throw new Error("no");
      },
    },
    { a: "[unreadable: no]" },
  ],
  [
    "a toJSON that throws",
    {
      toJSON() {
        throw new Error("no");
      },
    },
    "[unreadable: no]",
  ],
  ["an own toJSON", { toJSON: () => ({ kept: 1 }) }, { kept: 1 }],
  ["no value", undefined, null],
])("writes %s", (_name, value, plain) => {
  expect(JSON.parse(toPlainJson(value))).toEqual(plain);
});

it("keeps what an error says", () => {
  const error = Object.assign(new Error("disk", { cause: new TypeError("why") }), { code: "ENOSPC" });
  expect(JSON.parse(toPlainJson(error))).toEqual({
    name: "Error",
    message: "disk",
    code: "ENOSPC",
    cause: { name: "TypeError", message: "why" },
  });
});

it("bounds what is nested without end", () => {
  let deep: unknown = "bottom";
  for (let level = 0; level < 100_000; level += 1) deep = [deep];
  expect(() => JSON.parse(toPlainJson(deep)) as unknown).not.toThrow();
});
