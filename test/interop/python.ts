import { createHash } from "node:crypto";
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa, ExecaError } from "execa";

const CACHE = fileURLToPath(new URL("../../node_modules/.cache/python/", import.meta.url));
const INSTALL_MS = 240_000;

const found = new Map<string, Promise<string | undefined>>();

/**
 * The path of a Python that has packages, given as pip takes them (`PyYAML==6.0.3`): the system's own when it has these
 * versions, else that of a virtual environment made for them, once for all test runs. Undefined, with the reason printed,
 * when there is neither; the tests that need it are then skipped.
 */
export function pythonWithPackages(packages: readonly string[]): Promise<string | undefined> {
  const key = [...packages].sort().join(" ");
  const known = found.get(key) ?? findPython(key.split(" "));
  found.set(key, known);
  return known;
}

async function findPython(packages: readonly string[]): Promise<string | undefined> {
  const base = await firstWorking(process.platform === "win32" ? ["python", "py"] : ["python3", "python"]);
  if (base === undefined) return giveUp(packages, "no Python is installed");
  if (await hasPackages(base, packages)) return base;
  const hash = createHash("sha256")
    .update(`${base} ${packages.join(" ")}`)
    .digest("hex")
    .slice(0, 16);
  const folder = join(CACHE, hash);
  if (!existsSync(folder)) {
    const failure = await makeEnvironment(base, folder, packages);
    if (failure !== undefined) return giveUp(packages, failure);
  }
  return pythonOf(folder);
}

/**
 * Made beside its place and renamed there, so that another process never sees half of one: an environment is found by
 * its folder's name, and whoever comes second throws its own away.
 */
async function makeEnvironment(base: string, folder: string, packages: readonly string[]): Promise<string | undefined> {
  mkdirSync(CACHE, { recursive: true });
  const own = `${folder}.${process.pid}-${Date.now()}`;
  try {
    await execa(base, ["-m", "venv", own], { timeout: INSTALL_MS });
    await execa(
      pythonOf(own),
      [
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--retries",
        "1",
        "--timeout",
        "15",
        ...packages,
      ],
      {
        timeout: INSTALL_MS,
      },
    );
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

function pythonOf(folder: string): string {
  return process.platform === "win32" ? join(folder, "Scripts", "python.exe") : join(folder, "bin", "python");
}

async function firstWorking(names: readonly string[]): Promise<string | undefined> {
  for (const name of names) {
    const { failed, stdout } = await execa(name, ["-c", "import sys; print(sys.executable)"], {
      reject: false,
      timeout: 20_000,
    });
    if (!failed && stdout !== "") return stdout.trim();
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
