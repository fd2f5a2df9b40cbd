// Sets the checkout up with nothing but node and npm: checks Node, installs the frozen lock when something that decides
// it has changed, and builds. Everything it says goes to stderr, so the command that follows owns stdout.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const stampFile = join(root, "node_modules", ".rigline-stamp");
const lockFile = join(root, "node_modules", ".rigline-setup-lock");

checkNode();
await takeLock();
try {
  const stamp = computeStamp();
  if (!existsSync(stampFile) || readFileSync(stampFile, "utf8") !== stamp) await install(stamp);
  await build();
} finally {
  rmSync(lockFile, { force: true });
}

function checkNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  const [needMajor, needMinor] = manifest.engines.node.replace(">=", "").split(".").map(Number);
  if (major > needMajor || (major === needMajor && minor >= needMinor)) return;
  stop(
    `Node ${process.versions.node} is too old: Rigline needs ${manifest.engines.node}. Install a newer Node, then run the same command again.`,
  );
}

/** `npm start` and `npm test` in two terminals: the second waits while the first sets up. */
async function takeLock() {
  mkdirSync(dirname(lockFile), { recursive: true });
  for (let said = false; ; said = true) {
    try {
      writeFileSync(lockFile, String(process.pid), { flag: "wx" });
      return;
    } catch {
      if (!isAlive(lockOwner())) rmSync(lockFile, { force: true });
      else if (!said) say("Another command is setting this checkout up; waiting for it …");
    }
    await sleep(200);
  }
}

function lockOwner() {
  try {
    return Number(readFileSync(lockFile, "utf8"));
  } catch {
    return 0;
  }
}

function isAlive(pid) {
  try {
    return pid > 0 && process.kill(pid, 0);
  } catch (error) {
    return error.code === "EPERM";
  }
}

/** What decides which packages are installed: change any of it, and they are installed anew. */
function computeStamp() {
  const hash = createHash("sha256");
  hash.update([process.platform, process.arch, process.versions.modules].join("/"));
  const members = readdirSync(join(root, "packages")).map((name) => join("packages", name));
  for (const folder of ["", "test", ...members.sort()]) {
    const file = join(root, folder, "package.json");
    if (existsSync(file)) hash.update(readFileSync(file));
  }
  for (const file of ["pnpm-lock.yaml", "pnpm-workspace.yaml", ".pnpmfile.cjs"])
    hash.update(readFileSync(join(root, file)));
  return hash.digest("hex");
}

async function install(newStamp) {
  say("Setting up: installing the locked dependencies (once; about 10 to 30 s) …");
  rmSync(stampFile, { force: true });
  const args = [
    "--yes",
    manifest.packageManager,
    "install",
    "--frozen-lockfile",
    "--prod=false",
    "--reporter=append-only",
  ];
  const { status, output } = await run("npx", args);
  if (status !== 0) stop(explainInstallFailure(output));
  mkdirSync(dirname(stampFile), { recursive: true });
  writeFileSync(stampFile, newStamp);
}

function explainInstallFailure(output) {
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ECONNRESET|ERR_SOCKET_TIMEOUT|FETCH_ERROR|network/i.test(output))
    return "The package registry can't be reached. Check the network and npm's proxy and registry settings (npm config list), then run the same command again.";
  if (/ERR_PNPM_OUTDATED_LOCKFILE/.test(output))
    return `The lock file does not match the package.json files. Run: npx --yes ${manifest.packageManager} install`;
  say(output.split("\n").slice(-15).join("\n"));
  return "Installing the dependencies failed; the lines above say why. Nothing was changed but node_modules: mend the cause and run the same command again.";
}

async function build() {
  const compiler = join(root, "node_modules", "typescript", "bin", "tsc");
  const { status, output } = await run(process.execPath, [compiler, "--build"]);
  if (status !== 0) {
    say(output);
    stop("The build failed; the lines above name each file and line.");
  }
  const { bundlePackages } = await import("./bundle.mjs");
  await bundlePackages().catch((error) => stop(`The build failed. ${error.message}`));
}

/** Runs a program to its end, and says now and then how far it is. Its output never reaches stdout. */
function run(command, args) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      env: cleanEnvironment(),
      stdio: ["ignore", "pipe", "pipe"],
      // npx is a script there; its arguments hold nothing that a shell would read otherwise.
      shell: process.platform === "win32" && command === "npx",
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (chunk) => {
        output += chunk;
      });
    const ticker = setInterval(() => say(`  ${output.trimEnd().split("\n").at(-1) || "starting …"}`), 3000);
    child.on("error", (error) => {
      clearInterval(ticker);
      stop(`${command} could not be started (${error.code}). Rigline needs node and npm on the PATH.`);
    });
    child.on("close", (status) => {
      clearInterval(ticker);
      resolve({ status, output });
    });
  });
}

/** npm hands its own settings to its children as variables; those that would change what pnpm installs are dropped. */
function cleanEnvironment() {
  const kept = /^npm_config_(registry|https?_proxy|proxy|noproxy|cafile|ca|strict_ssl|userconfig|globalconfig|cache)$/i;
  const entries = Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name) || kept.test(name));
  // Without these, a registry that can't be reached is told after minutes only.
  const retries = {
    npm_config_fetch_retries: "2",
    npm_config_fetch_retry_mintimeout: "500",
    npm_config_fetch_retry_maxtimeout: "3000",
  };
  return { ...Object.fromEntries(entries.filter(([name]) => name !== "NODE_ENV")), ...retries };
}

function say(text) {
  process.stderr.write(`${text}\n`);
}

function stop(text) {
  say(`rigline: ${text}`);
  rmSync(lockFile, { force: true });
  process.exit(1);
}
