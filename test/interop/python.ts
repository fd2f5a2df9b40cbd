import { createHash } from "node:crypto";
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { execa, ExecaError } from "execa";
import { inTurn } from "./in-turn.js";

const INSTALL_MS = 240_000;
/** What installs in seconds what pip takes minutes for; had from the package index where the machine has none. */
const UV = "uv==0.13.9";

const found = new Map<string, Promise<string | undefined>>();

/**
 * The path of a Python that has packages, given as pip takes them (`PyYAML==6.0.3`): the system's own when it has these
 * versions, else that of a virtual environment made for them, once for all test runs of all checkouts. Undefined, with the
 * reason printed, when there is neither; the tests that need it are then skipped.
 */
export function pythonWithPackages(packages: readonly string[]): Promise<string | undefined> {
  const key = [...packages].sort().join(" ");
  const known = found.get(key) ?? findPython(key.split(" "));
  found.set(key, known);
  return known;
}

/** Where the environments are kept: `TESTS_PEERS_CACHE`, else a folder of the user's cache. */
export function peersCache(
  environment: Readonly<Record<string, string | undefined>> = process.env,
  platform: NodeJS.Platform = process.platform,
  home: string = homedir(),
): string {
  const named = environment["TESTS_PEERS_CACHE"];
  if (named !== undefined && named !== "") return named;
  const cache =
    platform === "win32"
      ? (environment["LOCALAPPDATA"] ?? join(home, "AppData", "Local"))
      : platform === "darwin"
        ? join(home, "Library", "Caches")
        : environment["XDG_CACHE_HOME"] || join(home, ".cache");
  return join(cache, "rigline", "peers");
}

/** What a Python program is given besides the environment. Its byte code is kept too, but not among the sources. */
export const PYTHON_ENVIRONMENT = {
  PYTHONPYCACHEPREFIX: join(peersCache(), "byte-code"),
  PYTHONUNBUFFERED: "1",
  PYTHONUTF8: "1",
};

interface Base {
  readonly path: string;
  readonly version: string;
}

async function findPython(packages: readonly string[]): Promise<string | undefined> {
  const base = await firstWorking(process.platform === "win32" ? ["python", "py"] : ["python3", "python"]);
  if (base === undefined) return giveUp(packages, "no Python is installed");
  if (await hasPackages(base.path, packages)) return base.path;
  const hash = createHash("sha256")
    .update(`${base.path} ${base.version} ${packages.join(" ")}`)
    .digest("hex")
    .slice(0, 16);
  const folder = join(peersCache(), hash);
  const failure = await inTurn(hash, async () => {
    if (existsSync(folder)) return undefined;
    return makeInPlace(folder, (own) => makeEnvironment(base.path, own, packages));
  });
  return failure === undefined ? pythonOf(folder) : giveUp(packages, failure);
}

/**
 * Made beside its place and renamed there, so that another process never sees half of one, whatever ends the one that
 * makes it. Returns why it could not be made.
 */
async function makeInPlace(folder: string, make: (own: string) => Promise<void>): Promise<string | undefined> {
  mkdirSync(peersCache(), { recursive: true });
  const own = `${folder}.${process.pid}-${Date.now()}`;
  try {
    await make(own);
    if (!existsSync(folder)) renameSync(own, folder);
    return undefined;
  } catch (error) {
    if (existsSync(folder)) return undefined;
    if (error instanceof ExecaError) return String(error.stderr).trim().split("\n").at(-1) || error.shortMessage;
    return String(error);
  } finally {
    rmSync(own, { recursive: true, force: true });
  }
}

async function makeEnvironment(base: string, own: string, packages: readonly string[]): Promise<void> {
  const uv = await findUv(base);
  if (uv !== undefined && (await makeWithUv(uv, base, own, packages))) return;
  rmSync(own, { recursive: true, force: true });
  await execa(base, ["-m", "venv", own], { timeout: INSTALL_MS });
  await execa(pythonOf(own), [...PIP_INSTALL, ...packages], { timeout: INSTALL_MS });
}

const PIP_INSTALL = "-m pip install --quiet --disable-pip-version-check --no-compile --retries 1 --timeout 15".split(
  " ",
);

/** False: it can't reach where it installs from, which pip may be told elsewhere. */
async function makeWithUv(uv: string, base: string, own: string, packages: readonly string[]): Promise<boolean> {
  try {
    await execa(uv, ["venv", "--quiet", "--python", base, own], { timeout: INSTALL_MS });
    // What builds a package leaves its locks where temporary files are, for good.
    const builds = join(own, "builds");
    mkdirSync(builds);
    const options = { timeout: INSTALL_MS, env: { TMPDIR: builds, TEMP: builds, TMP: builds } };
    await execa(uv, ["pip", "install", "--quiet", "--python", pythonOf(own), ...packages], options);
    rmSync(builds, { recursive: true });
    return true;
  } catch (error) {
    if (error instanceof ExecaError && String(error.stderr).includes("No solution found")) throw error;
    return false;
  }
}

/** The machine's own, else one that pip puts beside the environments; undefined when it can't be had. */
async function findUv(base: string): Promise<string | undefined> {
  if (!(await execa("uv", ["--version"], { reject: false })).failed) return "uv";
  const folder = join(peersCache(), UV.replace("==", "-"));
  const program = join(folder, "bin", process.platform === "win32" ? "uv.exe" : "uv");
  const failure = await inTurn(UV, async () => {
    if (existsSync(folder)) return undefined;
    return makeInPlace(folder, async (own) => {
      await execa(base, [...PIP_INSTALL, "--target", own, UV], { timeout: INSTALL_MS });
    });
  });
  return failure === undefined ? program : undefined;
}

function pythonOf(folder: string): string {
  return process.platform === "win32" ? join(folder, "Scripts", "python.exe") : join(folder, "bin", "python");
}

async function firstWorking(names: readonly string[]): Promise<Base | undefined> {
  for (const name of names) {
    const { failed, stdout } = await execa(
      name,
      ["-c", "import sys; print(sys.executable); print(sys.version_info[:3])"],
      {
        reject: false,
        timeout: 20_000,
      },
    );
    const [path, version] = stdout?.trim().split(/\r?\n/) ?? [];
    if (!failed && path !== undefined && version !== undefined) return { path, version };
  }
  return undefined;
}

async function hasPackages(python: string, packages: readonly string[]): Promise<boolean> {
  const script = [
    "import sys; from importlib.metadata import version",
    "for wanted in sys.argv[1:]:",
    "    name, _, number = wanted.partition('==')",
    "    assert not number or version(name) == number",
  ].join("\n");
  const { failed } = await execa(python, ["-c", script, ...packages], { reject: false, timeout: 20_000 });
  return !failed;
}

function giveUp(packages: readonly string[], reason: string): undefined {
  console.log(`skipped: needs Python with ${packages.join(", ")}: ${reason}`);
  return undefined;
}
