// The checks that are no tests: lint (type-aware, with the architecture rules), formatting, types of the tests, unused
// code. They run side by side; each is silent when it finds nothing.
import { spawn } from "node:child_process";
import { constants, setPriority } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
/** Each with what saves work where it may take longer; what it says is the same. */
const checks = [
  { title: "lint and architecture", script: "oxlint/bin/oxlint", args: ["--type-aware", "--deny-warnings"] },
  {
    title: "types of the tests",
    script: "typescript/bin/tsc",
    args: ["-p", "tsconfig.test.json"],
    thrift: ["--singleThreaded"],
  },
  { title: "unused code", script: "knip/bin/knip.js", args: [] },
  { title: "formatting", script: "oxfmt/bin/oxfmt", args: ["--check", "."] },
];

/** Of what is written in Go, on one processor: several check much of the same types, each for itself. It clears its memory half as often. */
const THRIFTY = { GOMAXPROCS: "1", GOGC: "200" };

/**
 * Runs them all, and says of each on stderr how it ended. Gives what those print that found something; empty when none did.
 *
 * @param {{ readonly aside?: boolean }} [options] `aside`: they take only what others leave of the machine, and as little as they can.
 * @returns {Promise<string>}
 */
export async function runChecks({ aside = false } = {}) {
  const found = await Promise.all(checks.map((check) => runCheck(check, aside)));
  return found.join("");
}

function runCheck({ title, script, args, thrift = [] }, aside) {
  const started = performance.now();
  const child = spawn(process.execPath, [join(root, "node_modules", script), ...args, ...(aside ? thrift : [])], {
    cwd: root,
    env: { ...process.env, ...(aside && THRIFTY) },
    stdio: ["ignore", "pipe", "pipe"],
  });
  if (aside) stepAside(child.pid);
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

function stepAside(pid) {
  try {
    setPriority(pid, constants.priority.PRIORITY_LOW);
  } catch {
    // It has ended already, or may not: then they share the machine evenly.
  }
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const found = await runChecks();
  process.stderr.write(found);
  process.exitCode = found === "" ? 0 : 1;
}
