import { expect, test } from "vitest";
import { formatBytes, formatData, formatDuration } from "@rigline/foundation/quantities";

test.each([
  [0, "0 ms"],
  [0.4, "0 ms"],
  [250, "250 ms"],
  [999, "999 ms"],
  [999.6, "1 s"],
  [1000, "1 s"],
  [1049, "1 s"],
  [1050, "1.1 s"],
  [59_940, "59.9 s"],
  [59_960, "60 s"],
  [90_000, "90 s"],
  [119_940, "119.9 s"],
  [119_960, "2 min"],
  [125_400, "2 min 5 s"],
  [3_599_000, "59 min 59 s"],
  [3_600_000, "1 h"],
  [3_629_000, "1 h"],
  [4_800_000, "1 h 20 min"],
  [9_000_000, "2 h 30 min"],
])("%d ms are %s", (milliseconds, text) => {
  expect(formatDuration(milliseconds)).toBe(text);
});

test("data are said by their files and their bytes", () => {
  expect(formatData({ files: 1, bytes: 0 })).toBe("1 file, 0 B");
  expect(formatData({ files: 7, bytes: 51_234_567 })).toBe("7 files, 51.2 MB");
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
