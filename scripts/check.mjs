// The checks that are no tests: lint (type-aware, with the architecture rules), formatting, types of the tests, unused
// code. Each is silent when it finds nothing.
import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
/** @type {readonly (readonly [string, string, readonly string[]])[]} */
const checks = [
  ["lint and architecture", "oxlint/bin/oxlint", ["--type-aware", "--deny-warnings"]],
  ["formatting", "oxfmt/bin/oxfmt", ["--check", "."]],
  ["types of the tests", "typescript/bin/tsc", ["-p", "tsconfig.test.json"]],
  ["unused code", "knip/bin/knip.js", []],
];

for (const [title, script, args] of checks) {
  const started = performance.now();
  const result = spawnSync(process.execPath, [join(root, "node_modules", script), ...args], {
    cwd: root,
    encoding: "utf8",
  });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  process.stderr.write(`check: ${title} ${result.status === 0 ? "ok" : "FAILED"} (${seconds} s)\n`);
  if (result.status !== 0) {
    process.stderr.write(`${result.stdout}${result.stderr}`);
    process.exit(1);
  }
}
