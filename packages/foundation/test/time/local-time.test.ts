import { afterEach, expect, test } from "vitest";
import { showLocalTime } from "@rigline/foundation/time";

const zone = process.env["TZ"];
afterEach(() => {
  if (zone === undefined) delete process.env["TZ"];
  else process.env["TZ"] = zone;
});

test.each([
  ["America/Los_Angeles", "2026-07-14T09:05:00-07:00"],
  ["Asia/Kathmandu", "2026-07-14T21:50:00+05:45"],
  ["UTC", "2026-07-14T16:05:00Z"],
])("in %s as the clock on the wall shows it", (name, expected) => {
  process.env["TZ"] = name;
  expect(showLocalTime("2026-07-14T16:05:00.000Z")).toBe(expected);
});

test("what is no moment stays as it is", () => {
  expect(showLocalTime("some time ago")).toBe("some time ago");
});
