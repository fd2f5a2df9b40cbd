import { expect, test } from "vitest";
import { describeZone } from "../../src/time/index.js";

test.each([
  ["America/Los_Angeles", "2026-07-14T16:05:00Z", "Pacific Daylight Time, America/Los_Angeles, UTC-07:00"],
  ["America/Los_Angeles", "2026-12-14T16:05:00Z", "Pacific Standard Time, America/Los_Angeles, UTC-08:00"],
  ["Europe/London", "2026-01-14T16:05:00Z", "Greenwich Mean Time, Europe/London, UTC"],
  ["Asia/Kolkata", "2026-01-14T16:05:00Z", "India Standard Time, Asia/Kolkata, UTC+05:30"],
  ["UTC", "2026-01-14T16:05:00Z", "Coordinated Universal Time, UTC"],
])("%s at %s", (zone, at, words) => {
  expect(describeZone(zone, new Date(at))).toBe(words);
});
