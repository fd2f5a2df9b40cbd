import { expect, it } from "vitest";
import { formatLine } from "../../src/logs/format-line.js";
import type { LogRecord } from "@rigline/foundation/platform";

const record: LogRecord = {
  at: new Date("2026-07-14T16:05:09.987Z"),
  name: "rigline.watchdog",
  level: "info",
  message: "manifest written",
};

it.each<[Partial<LogRecord>, string]>([
  [{}, "2026-07-14T160509Z - rigline.watchdog - INFO - manifest written"],
  [{ level: "debug" }, "2026-07-14T160509Z - rigline.watchdog - DEBUG - manifest written"],
  [{ level: "warning" }, "2026-07-14T160509Z - rigline.watchdog - WARNING - manifest written"],
  [{ level: "error", name: "rigline" }, "2026-07-14T160509Z - rigline - ERROR - manifest written"],
  [{ message: "two\r\nlines\n" }, "2026-07-14T160509Z - rigline.watchdog - INFO - two\nlines"],
  [{ message: "\u001B[31mred\u001B[0m" }, "2026-07-14T160509Z - rigline.watchdog - INFO - red"],
  [{ message: "" }, "2026-07-14T160509Z - rigline.watchdog - INFO - "],
])("writes %j as clabe does", (part, line) => {
  expect(formatLine({ ...record, ...part })).toBe(line);
});
