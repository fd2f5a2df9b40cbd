// Writes test/suite/durations.json, by which the longest test files are started first, from a report of vitest's:
//   npx vitest run --reporter=json --outputFile=report.json; node scripts/durations.mjs report.json
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [report] = process.argv.slice(2);
if (report === undefined) throw new Error("Name the report: node scripts/durations.mjs report.json");
const { testResults } = JSON.parse(readFileSync(report, "utf8"));
const seconds = testResults
  .map(({ name, startTime, endTime }) => [relative(root, name).replaceAll("\\", "/"), (endTime - startTime) / 1000])
  .filter(([, duration]) => duration >= 2)
  .map(([file, duration]) => [file, Math.round(duration)])
  .sort(([, left], [, right]) => right - left);
writeFileSync(
  join(root, "test/suite/durations.json"),
  `${JSON.stringify(Object.fromEntries(seconds), undefined, 2)}\n`,
);
