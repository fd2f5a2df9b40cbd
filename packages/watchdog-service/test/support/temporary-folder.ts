import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";

/** A new folder on the disk that goes away with the test. */
export function temporaryFolder(): string {
  return makeFolder(tmpdir());
}

/**
 * The same in memory where the system has room for it: flushing costs nothing there, and what is tested with hundreds of
 * small jobs is not whether the disk keeps its word.
 */
export function quickFolder(): string {
  return makeFolder(process.env["TESTS_MEMORY"] ?? tmpdir());
}

function makeFolder(parent: string): string {
  const folder = realpathSync(mkdtempSync(join(parent, "rigline-watchdog-")));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes files by relative path, with their folders; a path that ends with `/` is an empty folder. */
export function writeTree(root: string, files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [path, content] of Object.entries(files)) {
    if (path.endsWith("/")) {
      mkdirSync(join(root, path), { recursive: true });
      continue;
    }
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
}

/** What stands at a destination, without the inventories that lie beside it. */
export function listDestination(destination: string): readonly string[] {
  return readdirSync(destination)
    .filter((name) => name !== ".rigline")
    .sort();
}

/** Everything below a destination, as `readTree` gives it, without the same. */
export function readDestination(destination: string): Record<string, string> {
  const tree = Object.entries(readTree(destination));
  return Object.fromEntries(tree.filter(([path]) => !path.startsWith(".rigline/")));
}

/** Everything below a folder: file contents by path, and folders by path with a `/` and an empty text. */
export function readTree(root: string, prefix = ""): Record<string, string> {
  const tree: Record<string, string> = {};
  for (const name of readdirSync(root).sort()) {
    const path = join(root, name);
    if (statSync(path).isDirectory()) {
      const inside = readTree(path, `${prefix}${name}/`);
      if (Object.keys(inside).length === 0) tree[`${prefix}${name}/`] = "";
      Object.assign(tree, inside);
    } else tree[`${prefix}${name}`] = readFileSync(path, "latin1");
  }
  return tree;
}
