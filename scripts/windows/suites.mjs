// The tests of the packages, by Windows' Node.
import { existsSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { checkout } from "./checkout.mjs";
import { reasonOf } from "./kinds.mjs";
import { inside, onWindows, outputOf } from "./system.mjs";

/** The simulation is left out: it has a machine of its own, which is the same on each system. */
export const PACKAGES = ["foundation", "manifest", "core", "watchdog-plugin", "watchdog-service", "launcher-example"];
const AT_MOST_SECONDS = 3600;

/** Runs one package's tests; tells what became of them. */
export async function runSuite(node, name) {
  const title = `${node.version}-${name}`;
  const results = `${outputOf(title)}.jsonl`;
  rmSync(results, { force: true });
  const flags = [
    "--maxWorkers=2 --testTimeout=120000 --hookTimeout=120000",
    "--reporter=default --reporter=./scripts/windows/reporter.mjs",
  ];
  const vitest = `node_modules/vitest/vitest.mjs run ${flags.join(" ")} packages/${name}/test`;
  await inside(
    `cd '${checkout}' && export RIGLINE_WINDOWS_RESULTS='${onWindows(results)}'
timeout ${AT_MOST_SECONDS} nice wine '${node.program}' ${vitest} </dev/null >'${outputOf(title)}' 2>&1`,
    `${title}-shell`,
  );
  return judge(name, existsSync(results) ? readFileSync(results, "utf8").trim().split("\n").filter(Boolean) : []);
}

function judge(name, lines) {
  const files = lines.map((line) => JSON.parse(line));
  const tests = files.flatMap(({ file, tests: own }) => own.map((one) => ({ file, ...one })));
  const broken = files
    .filter(({ error }) => error !== "")
    .map(({ file, error }) => ({ file, name: "(the file)", error }));
  const seen = new Set(files.map(({ file }) => file));
  const unended = listTests(name)
    .filter((file) => !seen.has(file))
    .map((file) => ({ file, name: "(the file)", error: "did not end" }));
  const failed = [...tests.filter(({ state }) => state === "failed"), ...broken, ...unended].map((one) => ({
    file: one.file,
    name: one.name,
    error: one.error.split("\n")[0],
    reason: reasonOf(one.file, one.name, one.error) ?? null,
  }));
  const count = (state) => tests.filter((one) => one.state === state).length;
  return { passed: count("passed"), skipped: count("skipped"), failed };
}

function listTests(name) {
  return readdirSync(join(checkout, "packages", name, "test"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".test.ts"))
    .map((file) => `packages/${name}/test/${file}`);
}
