// What others' rules say of the archives: publint of what they contain, arethetypeswrong of how types are found. Fetched by npx, of
// fixed versions: neither is needed by anybody who builds or tests.
import { spawnSync } from "node:child_process";

const CHECKS = [
  ["publint@0.3.25", "run", "--strict"],
  // The packages are modules alone, and a program has no types.
  ["@arethetypeswrong/cli@0.18.5", "--profile", "esm-only", "--exclude-entrypoints", "bin", "--format", "ascii"],
];

/** What was found in an archive, in the words of each who found something. */
export function lintArchive(archive) {
  return CHECKS.flatMap((check) => {
    const options = { encoding: "utf8", shell: process.platform === "win32" };
    const { status, stdout, stderr } = spawnSync("npx", ["--yes", ...check, archive], options);
    return status === 0 ? [] : [`${check[0]} says:\n${stdout}${stderr}`];
  });
}
