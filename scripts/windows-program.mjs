// `npm run windows-program`: builds rigline-watchdog.exe, the daemon under a name of its own in Windows' list of programs
// (docs/decisions/windows.md). On Linux, by Debian's mingw; the same source gives the same bytes. `-- --out FILE` puts it elsewhere.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const home = join(dirname(dirname(fileURLToPath(import.meta.url))), "packages", "watchdog-service");
const COMPILER = "x86_64-w64-mingw32-gcc";
const FLAGS = ["-std=c11", "-municode", "-O2", "-s", "-Wall", "-Wextra", "-Werror", "-Wl,--no-insert-timestamp"];

/** Where it belongs: beside the script that it starts, and so into the package's archive. */
const WINDOWS_PROGRAM = join(home, "bin", "rigline-watchdog.exe");

/** The compiler's own word on its version; undefined when this machine has none. */
export function windowsCompiler() {
  try {
    return execFileSync(COMPILER, ["-dumpfullversion"], { encoding: "utf8" }).trim();
  } catch {
    return undefined;
  }
}

/** Returns its sha256. Throws what the compiler says. */
export function buildWindowsProgram(out = WINDOWS_PROGRAM) {
  mkdirSync(dirname(out), { recursive: true });
  // Named from its own folder, so that the checkout's place can't get into the program.
  const source = join(home, "src", "windows");
  execFileSync(COMPILER, [...FLAGS, "-o", out, "rigline-watchdog.c"], { cwd: source, stdio: ["ignore", 1, 2] });
  return createHash("sha256").update(readFileSync(out)).digest("hex");
}

/** For who asked for it. */
export function explainNoCompiler() {
  return `rigline-watchdog.exe can't be built: there is no ${COMPILER}. On Debian: apt-get install gcc-mingw-w64-x86-64-win32`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();

function main() {
  const { out } = parseArgs({ options: { out: { type: "string" } } }).values;
  const version = windowsCompiler();
  if (version === undefined) {
    process.stderr.write(`${explainNoCompiler()}\n`);
    process.exitCode = 1;
    return;
  }
  const file = out === undefined ? WINDOWS_PROGRAM : resolve(out);
  process.stdout.write(`${buildWindowsProgram(file)}  ${file} (${COMPILER} ${version})\n`);
}
