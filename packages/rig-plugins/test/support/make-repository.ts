import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const WHO = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "protocol.file.allow=always"];

export function git(directory: string, ...args: readonly string[]): string {
  return execFileSync("git", [...WHO, ...args], { cwd: directory, encoding: "utf8" }).trim();
}

export function write(folder: string, path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

/** Makes the folder a repository with one commit on `main`; returns it. */
export function makeRepository(folder: string, files: Readonly<Record<string, string>> = { "task.py": "1\n" }): string {
  for (const [path, text] of Object.entries(files)) write(folder, path, text);
  git(folder, "init", "--quiet", "--initial-branch=main");
  git(folder, "add", ".");
  git(folder, "commit", "--quiet", "--message=first");
  return folder;
}
