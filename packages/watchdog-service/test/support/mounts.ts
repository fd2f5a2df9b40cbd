import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

const PROGRAMS = { on: "mount", off: "umount" };

/** Why nothing can be mounted here, or undefined. */
export const noMounts = whyNot();
if (noMounts !== undefined) console.warn(`skipped: what needs a mount, because ${noMounts}`);

/** Lets `at` show what `folder` holds, until the test ends or the answer is called. */
export function bindMount(folder: string, at: string): () => void {
  return mounted(["--bind", folder, at], at);
}

/** A file system of its own in memory, until the test ends or the answer is called. */
export function memoryMount(at: string): () => void {
  return mounted(["-t", "tmpfs", "-o", "size=64m", "tmpfs", at], at);
}

/** Mounts at `at`, which is made, until the test ends or the answer is called. */
export function mounted(args: readonly string[], at: string): () => void {
  mkdirSync(at, { recursive: true });
  execFileSync(PROGRAMS.on, args);
  let there = true;
  const unmount = (): void => {
    if (there) execFileSync(PROGRAMS.off, ["-l", at]);
    there = false;
  };
  onTestFinished(unmount);
  return unmount;
}

function whyNot(): string | undefined {
  if (process.platform !== "linux") return "this is no Linux";
  if (process.getuid?.() !== 0) return "only root may mount";
  const at = mkdtempSync(join(tmpdir(), "rigline-mount-"));
  try {
    execFileSync(PROGRAMS.on, ["-t", "tmpfs", "tmpfs", at], { stdio: "ignore" });
    execFileSync(PROGRAMS.off, [at]);
    return undefined;
  } catch {
    return "the system lets nobody mount here";
  } finally {
    rmSync(at, { recursive: true });
  }
}
