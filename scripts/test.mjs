// `npm test`: the tests, and the checks beside them, which take what the tests leave of the machine. Arguments are vitest's.
import { spawn } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { runChecks } from "./check.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

// Ctrl+C reaches the tests too, which then clean up after themselves; this process waits for them.
process.on("SIGINT", () => {});

const [tests, found] = await Promise.all([runTests(), runChecks({ aside: true })]);
if (found !== "") process.stderr.write(`\n${found}`);
process.exitCode = tests !== 0 ? tests : found === "" ? 0 : 1;

function runTests() {
  const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
  const child = spawn(process.execPath, [vitest, "run", ...process.argv.slice(2)], { cwd: root, stdio: "inherit" });
  return new Promise((ended, failed) => {
    child.on("error", failed);
    child.on("close", (status) => ended(status ?? 1));
  });
}
