import { existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { bytesOnDisk, dependencyClosure, inBlocks } from "./dependency-closure.js";
import { packedFiles } from "./packed.js";

const PACKAGES = fileURLToPath(new URL("../../packages/", import.meta.url));

interface Published {
  readonly private?: boolean;
  readonly bin?: Readonly<Record<string, string>>;
  readonly exports?: Readonly<Record<string, string | { readonly types: string; readonly default: string }>>;
}

function read(name: string): Published {
  return JSON.parse(readFileSync(join(PACKAGES, name, "package.json"), "utf8")) as Published;
}

const published = readdirSync(PACKAGES).filter((name) => read(name).private !== true);

// `npm run packages` installs them in earnest.
test.each([
  { name: "watchdog-service", most: 8, megabytes: 12 },
  { name: "core", most: 45, megabytes: 24 },
])("$name, installed alone, brings at most $most packages and $megabytes MB", ({ name, most, megabytes }) => {
  const closure = dependencyClosure(join(PACKAGES, name));
  const isOurs = (folder: string): boolean => !folder.includes("node_modules");
  const sizes = closure.map(({ name: one, folder }) => ({
    one,
    bytes: isOurs(folder)
      ? packedFiles(folder).reduce((sum, { size }) => sum + inBlocks(size), 0)
      : bytesOnDisk(folder),
  }));
  const largest = sizes.toSorted((left, right) => right.bytes - left.bytes).slice(0, 5);
  const told = largest.map(({ one, bytes }) => `${one} ${(bytes / 2 ** 20).toFixed(1)} MB`).join(", ");
  expect(closure.length, closure.map((one) => one.name).join(", ")).toBeLessThanOrEqual(most);
  expect(sizes.reduce((sum, { bytes }) => sum + bytes, 0) / 2 ** 20, told).toBeLessThan(megabytes);
});

describe.each(published)("what is published of %s", (name) => {
  const folder = join(PACKAGES, name);
  const { exports = {}, bin = {} } = read(name);
  const paths = packedFiles(folder).map(({ path }) => path);

  test("has all that it names", () => {
    const named = Object.values(exports)
      // What has no built form is for the project itself.
      .filter((target) => typeof target === "string" || target.default !== undefined)
      .flatMap((target) => (typeof target === "string" ? target : [target.types, target.default]))
      .concat(Object.values(bin))
      .map((target) => posix.normalize(target));
    expect(named.filter((target) => !paths.includes(target))).toEqual([]);
  });

  test("has every module that its modules import, and the sources of all", () => {
    const modules = paths.filter((path) => path.startsWith("dist/") && path.endsWith(".js"));
    const imported = modules.flatMap((path) =>
      importsOf(join(folder, path)).map((to) => posix.join(dirname(path), to)),
    );
    expect(imported.filter((path) => !paths.includes(path))).toEqual([]);
    const sources = modules
      .flatMap((path) => sourcesOf(join(folder, `${path}.map`)).map((source) => posix.join(dirname(path), source)))
      .filter((source) => source.startsWith("src/"));
    expect(sources.length).toBeGreaterThan(0);
    expect(sources.filter((source) => !paths.includes(source))).toEqual([]);
  });

  test("tells the licence of each package that is bundled into it", () => {
    const modules = paths.filter((path) => path.startsWith("dist/") && path.endsWith(".js"));
    const bundled = modules
      .flatMap((path) => sourcesOf(join(folder, `${path}.map`)))
      .flatMap((source) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(source)?.[1] ?? []);
    const licences = readFileSync(join(folder, "dist", "THIRD-PARTY.txt"), "utf8");
    const untold = [...new Set(bundled)].filter((one) => !licences.includes(`\n${one} `));
    expect(untold).toEqual([]);
  });
});

function importsOf(file: string): readonly string[] {
  const text = readFileSync(file, "utf8");
  return [...text.matchAll(/(?:^import|^export|(?:await|=>) import\()[^"\n]*"(\.[^"]+\.js)"/gm)].map(
    ([, path = ""]) => path,
  );
}

function sourcesOf(map: string): readonly string[] {
  // What the bundler itself adds has none.
  if (!existsSync(map)) return [];
  return (JSON.parse(readFileSync(map, "utf8")) as { readonly sources: readonly string[] }).sources;
}
