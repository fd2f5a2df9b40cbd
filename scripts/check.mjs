// The checks that are no tests: lint (type-aware, with the architecture rules), formatting, types of the tests, unused
// code. They run side by side; each is silent when it finds nothing.
import { spawn } from "node:child_process";
import { setPriority } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
/** @type {readonly (readonly [string, string, readonly string[]])[]} */
const checks = [
  ["lint and architecture", "oxlint/bin/oxlint", ["--type-aware", "--deny-warnings"]],
  ["types of the tests", "typescript/bin/tsc", ["-p", "tsconfig.test.json"]],
  ["unused code", "knip/bin/knip.js", []],
  ["formatting", "oxfmt/bin/oxfmt", ["--check", "."]],
];

/**
 * Runs them all, and says of each on stderr how it ended. Gives what those print that found something; empty when none did.
 *
 * @param {number} [priority] As `os.setPriority` takes it: above 0 they leave the machine to others.
 * @returns {Promise<string>}
 */
export async function runChecks(priority) {
  const found = await Promise.all(checks.map((check) => runCheck(check, priority)));
  return found.join("");
}

function runCheck([title, script, args], priority) {
  const started = performance.now();
  const child = spawn(process.execPath, [join(root, "node_modules", script), ...args], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
  });
  if (priority !== undefined) lowerPriority(child.pid, priority);
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (chunk) => {
      output += chunk;
    });
  return new Promise((ended, failed) => {
    child.on("error", failed);
    child.on("close", (status) => {
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      process.stderr.write(`check: ${title} ${status === 0 ? "ok" : "FAILED"} (${seconds} s)\n`);
      ended(status === 0 ? "" : `check: ${title} FAILED\n${output}`);
    });
  });
}

function lowerPriority(pid, priority) {
  try {
    setPriority(pid, priority);
  } catch {
    // It has ended already, or may not: then they share the machine evenly.
  }
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const found = await runChecks();
  process.stderr.write(found);
  process.exitCode = found === "" ? 0 : 1;
}
