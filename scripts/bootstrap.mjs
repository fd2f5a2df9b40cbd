// Sets the checkout up with nothing but node and npm: checks Node, installs the frozen lock when something that
// decides it has changed, and builds. Everything it says goes to stderr, so the command that follows owns stdout.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const stampFile = join(root, "node_modules", ".rigline-stamp");

checkNode();
const stamp = computeStamp();
if (!existsSync(stampFile) || readFileSync(stampFile, "utf8") !== stamp) install(stamp);
build();

function checkNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  const [needMajor, needMinor] = manifest.engines.node.replace(">=", "").split(".").map(Number);
  if (major > needMajor || (major === needMajor && minor >= needMinor)) return;
  stop(
    `Node ${process.versions.node} is too old: Rigline needs ${manifest.engines.node}. Install a newer Node, then run the same command again.`,
  );
}

function computeStamp() {
  const hash = createHash("sha256");
  hash.update([process.platform, process.arch, process.versions.modules].join("/"));
  const members = ["packages", "tools"].flatMap((group) =>
    readdirSync(join(root, group)).map((name) => join(group, name)),
  );
  for (const folder of ["", "test", ...members.sort()]) {
    const file = join(root, folder, "package.json");
    if (existsSync(file)) hash.update(readFileSync(file));
  }
  for (const file of ["pnpm-lock.yaml", "pnpm-workspace.yaml"]) hash.update(readFileSync(join(root, file)));
  return hash.digest("hex");
}

function install(newStamp) {
  say("Setting up: installing the locked dependencies (once; about 10 to 30 s) …");
  rmSync(stampFile, { force: true });
  const result = run(
    "npx",
    ["--yes", manifest.packageManager, "install", "--frozen-lockfile", "--prod=false", "--reporter=append-only"],
    { capture: true },
  );
  if (result.status !== 0) {
    process.stderr.write(result.output.split("\n").slice(-15).join("\n") + "\n");
    stop(explainInstallFailure(result.output));
  }
  mkdirSync(dirname(stampFile), { recursive: true });
  writeFileSync(stampFile, newStamp);
}

function explainInstallFailure(output) {
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ECONNRESET|ERR_SOCKET_TIMEOUT|network/i.test(output))
    return "The package registry can't be reached. Check the network and npm's proxy and registry settings (npm config list), then run the same command again.";
  if (/ERR_PNPM_OUTDATED_LOCKFILE/.test(output))
    return `The lock file does not match the package.json files. Run: npx --yes ${manifest.packageManager} install`;
  return "Installing the dependencies failed; the lines above say why. Nothing was changed but node_modules: mend the cause and run the same command again.";
}

function build() {
  const result = run(process.execPath, [join(root, "node_modules", "typescript", "bin", "tsc"), "--build"], {
    capture: false,
  });
  if (result.status !== 0) stop("The build failed; the lines above name each file and line.");
}

/** Runs a program to its end. Its output never reaches stdout. */
function run(command, args, { capture }) {
  const windowsShell = process.platform === "win32" && command === "npx";
  const result = spawnSync(command, args, {
    cwd: root,
    env: cleanEnvironment(),
    stdio: capture ? ["ignore", "pipe", "pipe"] : ["ignore", process.stderr.fd, process.stderr.fd],
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
    shell: windowsShell,
  });
  if (result.error)
    stop(`${command} could not be started (${result.error.code}). Rigline needs node and npm on the PATH.`);
  return { status: result.status, output: `${result.stdout ?? ""}${result.stderr ?? ""}` };
}

/** npm hands its own settings to its children as variables; those that would change what pnpm installs are dropped. */
function cleanEnvironment() {
  const kept = /^npm_config_(registry|https?_proxy|proxy|noproxy|cafile|ca|strict_ssl|userconfig|globalconfig|cache)$/i;
  const entries = Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name) || kept.test(name));
  return Object.fromEntries(entries.filter(([name]) => name !== "NODE_ENV"));
}

function say(text) {
  process.stderr.write(`${text}\n`);
}

function stop(text) {
  say(`rigline: ${text}`);
  process.exit(1);
}
