import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";

/** What `npx rigline` runs at the root of the checkout. */
const COMMAND = fileURLToPath(new URL("../../packages/cli/bin/rigline.js", import.meta.url));

/** A new folder with these files, by path, outside the checkout: no node_modules lies above it. */
export function makeOutside(files: Readonly<Record<string, string>>): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "rigline-outside-")));
  writeIn(folder, files);
  return folder;
}

/** A config with these entries of `plugins`, as YAML. */
export function configOf(...plugins: readonly string[]): string {
  return `data_dir: data\nrig_name: outside-${process.pid}\nplugins:\n${plugins.map((plugin) => `  - ${plugin}\n`).join("")}`;
}

export function writeIn(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

export interface Ended {
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  readonly all: string;
}

export function runOutside(folder: string, args: readonly string[]): Promise<Ended> {
  return execa(process.execPath, [COMMAND, ...args], {
    cwd: folder,
    stdin: "ignore",
    timeout: 120_000,
    // A package manager that runs the tests may name its own folders there.
    env: { NODE_PATH: undefined },
    reject: false,
    all: true,
  }) as Promise<Ended>;
}
