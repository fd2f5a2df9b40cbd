import { createHash } from "node:crypto";
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
import { isChecksumList } from "@rigline/manifest";
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

/** What was handed off of what stands in a published session: all but its lists, of which each has to be right. */
export function readPublished(folder: string): Record<string, string> {
  const all = Object.entries(readTree(folder));
  const handedOff = Object.fromEntries(all.filter(([path]) => !isChecksumList(path)));
  for (const [path, text] of all)
    if (isChecksumList(path))
      for (const line of text.trimEnd().split("\n")) {
        const [hash, name = ""] = line.split("  ./");
        const content = handedOff[name] ?? `nothing: ${path} names ${name}`;
        if (createHash("sha256").update(content, "latin1").digest("hex") !== hash) return Object.fromEntries(all);
      }
  return handedOff;
}
