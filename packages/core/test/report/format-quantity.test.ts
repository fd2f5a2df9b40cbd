import { expect, test } from "vitest";
import { formatBytes, formatSeconds } from "../../src/report/format-quantity.js";

test.each([
  [0, "0 ms"],
  [0.4, "0 ms"],
  [999, "999 ms"],
  [999.6, "1.0 s"],
  [1000, "1.0 s"],
  [59_940, "59.9 s"],
  [59_960, "1 min 0 s"],
  [60_000, "1 min 0 s"],
  [119_600, "2 min 0 s"],
  [3_599_000, "59 min 59 s"],
  [3_600_000, "1 h 0 min"],
  [9_000_000, "2 h 30 min"],
])("%d ms are %s", (milliseconds, text) => {
  expect(formatSeconds(milliseconds)).toBe(text);
});

test.each([
  [0, "0 B"],
  [999, "999 B"],
  [1000, "1.0 kB"],
  [999_949, "999.9 kB"],
  [999_960, "1.0 MB"],
  [51_234_567, "51.2 MB"],
  [4.5e15, "4.5 PB"],
  [5e18, "5000.0 PB"],
])("%d bytes are %s", (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});
