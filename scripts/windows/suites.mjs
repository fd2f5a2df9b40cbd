// The tests of the packages, by Windows' Node.
import { existsSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { checkout } from "./checkout.mjs";
import { inside, onWindows, outputOf } from "./system.mjs";

/** The simulation is left out: it has a machine of its own, which is the same on each system. */
export const PACKAGES = [
  "foundation",
  "manifest",
  "core",
  "rig-plugins",
  "watchdog-plugin",
  "watchdog-service",
  "launcher-example",
];

/** The test files of a package, or those of them whose path begins so. */
export function listTests(name, under = "") {
  return readdirSync(join(checkout, "packages", name, "test"), { recursive: true, encoding: "utf8" })
    .map((file) => `packages/${name}/test/${file}`)
    .filter((file) => file.endsWith(".test.ts") && file.startsWith(under))
    .sort();
}

/** Runs test files; tells what became of each: `{ passed, skipped, failed: [{ name, error }] }` by file. */
export async function runTests(node, name, files) {
  const title = `${node.version}-${name}`;
  const results = `${outputOf(title)}.jsonl`;
  rmSync(results, { force: true });
  let left = files;
  for (let turn = 1; left.length > 0; turn += 1) {
    const output = turn === 1 ? title : `${title}-${turn}`;
    await runVitest(node, left, { output, results });
    const ended = new Set(readResults(results).map(({ file }) => file));
    const still = left.filter((file) => !ended.has(file));
    if (still.length === left.length) break;
    left = still;
  }
  const unended = left.map((file) => ({ file, tests: [], error: "did not end" }));
  return Object.fromEntries([...readResults(results), ...unended].map((one) => [one.file, judge(one)]));
}

async function runVitest(node, files, { output, results }) {
  const flags = [
    "--maxWorkers=2 --testTimeout=120000 --hookTimeout=120000",
    "--reporter=default --reporter=./scripts/windows/reporter.mjs",
  ];
  const vitest = `node_modules/vitest/vitest.mjs run ${flags.join(" ")} ${files.join(" ")}`;
  await inside(
    `cd '${checkout}' && export RIGLINE_WINDOWS_RESULTS='${onWindows(results)}'
nice wine '${node.program}' ${vitest} </dev/null >'${outputOf(output)}' 2>&1`,
    `${output}-shell`,
  );
}

function readResults(file) {
  const lines = existsSync(file) ? readFileSync(file, "utf8").split("\n").filter(Boolean) : [];
  return lines.map((line) => JSON.parse(line));
}

function judge({ tests, error }) {
  const count = (state) => tests.filter((one) => one.state === state).length;
  const failed = tests
    .filter(({ state }) => state === "failed")
    .map(({ name, error: why = "" }) => ({ name, error: why }));
  if (error !== undefined) failed.push({ name: "(the file)", error });
  return { passed: count("passed"), skipped: count("skipped"), failed };
}
