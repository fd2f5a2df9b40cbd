// `npm run packages`: packs what is published, holds it against the rules of publint and arethetypeswrong, installs it in a new
// folder as a lab would, and tells how many packages and megabytes that brings. Exit code 1 when something was found, or it is
// more than promised (test/packages holds the same without installing).
// `-- --keep FOLDER` leaves the archives there, as they are released: with rigline-watchdog.exe, or not at all.
import { execFileSync } from "node:child_process";
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";
import { lintArchive } from "./archives/lint.mjs";
import { closureOf, packPublished } from "./archives/pack.mjs";
import { buildWindowsProgram, explainNoCompiler, windowsCompiler } from "./windows-program.mjs";

const PROMISED = {
  cli: { packages: 45, megabytes: 40 },
  core: { packages: 45, megabytes: 24 },
  "rig-plugins": { packages: 45, megabytes: 26 },
  "watchdog-service": { packages: 8, megabytes: 12 },
};
const BLOCK = 4096;

const { keep } = parseArgs({ options: { keep: { type: "string" } } }).values;
if (windowsCompiler() !== undefined) buildWindowsProgram();
else if (keep === undefined) process.stderr.write(`${explainNoCompiler()}\nThe archives are measured without it.\n`);
else {
  process.stderr.write(`${explainNoCompiler()}\nNothing was packed: a release has it.\n`);
  process.exit(1);
}
const folder = mkdtempSync(join(tmpdir(), "rigline-packages-"));
try {
  const archives = packPublished(join(folder, "archives"));
  for (const [name, archive] of Object.entries(archives)) lint(name, archive);
  for (const name of Object.keys(archives)) tell(name, install(name, archives));
  if (keep !== undefined) for (const archive of Object.values(archives)) keepArchive(archive, keep);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function lint(name, archive) {
  for (const found of lintArchive(archive)) {
    process.stdout.write(`${name}: ${found}\n`);
    process.exitCode = 1;
  }
}

function tell(name, { packages, bytes }) {
  const megabytes = bytes / 2 ** 20;
  const promised = PROMISED[name];
  const isKept = promised === undefined || (packages <= promised.packages && megabytes <= promised.megabytes);
  const bound = promised === undefined ? "" : ` (at most ${promised.packages} and ${promised.megabytes} MB)`;
  const line = `${name.padEnd(18)} ${String(packages).padStart(3)} packages ${megabytes.toFixed(1).padStart(6)} MB${bound}`;
  process.stdout.write(`${line}${isKept ? "" : ": TOO MUCH"}\n`);
  if (!isKept) process.exitCode = 1;
}

function keepArchive(archive, place) {
  mkdirSync(place, { recursive: true });
  copyFileSync(archive, join(place, basename(archive)));
  process.stdout.write(`${join(place, basename(archive))}\n`);
}

/** Of ours, a package needs its own archive and those of what it depends on: no registry has them. */
function install(name, archives) {
  const home = join(folder, "homes", name);
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, "package.json"), JSON.stringify({ name: "a-rig", private: true }));
  const needed = closureOf(name).map((one) => archives[one]);
  run("npm", ["install", "--no-audit", "--no-fund", "--ignore-scripts", ...needed], home);
  const lock = JSON.parse(readFileSync(join(home, "package-lock.json"), "utf8"));
  const modules = join(home, "node_modules");
  return { packages: Object.keys(lock.packages).filter((path) => path !== "").length, bytes: bytesOnDisk(modules) };
}

function bytesOnDisk(home) {
  return readdirSync(home, { recursive: true, withFileTypes: true })
    .map((entry) => (entry.isFile() ? statSync(join(entry.parentPath, entry.name)).size : BLOCK))
    .reduce((sum, bytes) => sum + Math.ceil(bytes / BLOCK) * BLOCK, 0);
}

function run(command, args, cwd) {
  execFileSync(command, args, { cwd, stdio: ["ignore", "ignore", "inherit"], shell: process.platform === "win32" });
}
