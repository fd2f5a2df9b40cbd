import { expect, test } from "vitest";
import { createLogger, type LogRecord } from "@rigline/foundation/platform";

function createRecorder(): { readonly records: LogRecord[]; readonly sink: (record: LogRecord) => void } {
  const records: LogRecord[] = [];
  return { records, sink: (record) => void records.push(record) };
}

test("a child speaks under both names", () => {
  const { records, sink } = createRecorder();
  const at = new Date("2026-07-14T16:05:00Z");
  createLogger("rigline", [sink], () => at)
    .child("mapper")
    .warning("no food");
  expect(records).toEqual([{ at, name: "rigline.mapper", level: "warning", message: "no food" }]);
});

test("a sink that throws does not silence the others", () => {
  const { records, sink } = createRecorder();
  const broken = (): never => {
    throw new Error("disk full");
  };
  createLogger("rigline", [broken, sink], () => new Date()).info("hello");
  expect(records).toHaveLength(1);
});

test.each([
  ["nothing", undefined, "undefined"],
  ["an object", { file: "a.csv", rows: 7 }, "{ file: 'a.csv', rows: 7 }"],
  ["an error", new Error("no camera"), "no camera"],
  ["a symbol", Symbol("x"), "Symbol(x)"],
  ["what can't be made a string", Object.create(null), "[Object: null prototype] {}"],
])("a plugin in plain JavaScript may log %s, and the line is not lost", (_what, value: unknown, message) => {
  const { records, sink } = createRecorder();
  createLogger("rigline", [sink], () => new Date()).info(value as string);
  expect(records.map((record) => record.message)).toEqual([message]);
});
