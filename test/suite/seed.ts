import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** In the environment of all tests: what those that try something at random begin with. */
const SEED = "TESTS_SEED";
const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** Of a commit always the same, so that what its tests find is found again; and of the next another, so that they find more. */
export function setSeed(): void {
  process.env[SEED] ??= String(seedOfCommit());
}

function seedOfCommit(): number {
  try {
    const told = execFileSync("git", ["rev-parse", "HEAD"], { cwd: ROOT, stdio: ["ignore", "pipe", "ignore"] });
    return Number.parseInt(told.toString().slice(0, 5), 16);
  } catch {
    // A tree that was copied without its history.
    return 1;
  }
}
