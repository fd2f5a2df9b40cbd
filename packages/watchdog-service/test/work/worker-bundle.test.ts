import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { packageFolder } from "@rigline/foundation/paths";
import { expect, test } from "vitest";

/** The bundles that a program loads before its first line, by the paths of their modules. */
function listLoaded(program: string): readonly string[] {
  const files = new Set([program]);
  // A set grows while it is gone through.
  for (const file of files)
    for (const [, path = ""] of readFileSync(file, "utf8").matchAll(/^import [^;]*?from "(\.[^"]+)";$/gm))
      files.add(resolve(dirname(file), path));
  return [...files].flatMap((file) => {
    const { sources } = JSON.parse(readFileSync(`${file}.map`, "utf8")) as { readonly sources: readonly string[] };
    return sources.map((source) => resolve(dirname(file), source));
  });
}

test("a worker loads nothing that checks documents: each of them would have 14 MB of it, and start by a quarter later", () => {
  const loaded = listLoaded(join(packageFolder(import.meta.url), "dist", "work", "worker-main.js"));
  expect(loaded.length).toBeGreaterThan(30);
  expect(loaded.filter((path) => /node_modules[/\\]zod|[/\\]manifest[/\\]src[/\\]yaml[/\\]/.test(path))).toEqual([]);
});
