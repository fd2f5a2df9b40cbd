import { existsSync, mkdirSync, mkdtempSync, readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, posix } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { withCertificates } from "../suite/certificates.js";
import { bytesOnDisk, dependencyClosure, inBlocks } from "./dependency-closure.js";
import { testInstallation } from "./installation.js";
import { testPortable } from "./portable.js";
import { readArchive } from "./read-archive.js";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const { packPublished } = (await import(new URL("../../scripts/archives/pack.mjs", import.meta.url).href)) as {
  packPublished: (target: string, environment: NodeJS.ProcessEnv) => Readonly<Record<string, string>>;
};

interface Published {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly bin?: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, string | { readonly types: string; readonly default: string }>>;
  readonly dependencies?: Readonly<Record<string, string>>;
}

interface SourceMap {
  readonly sources: readonly string[];
  readonly sourcesContent?: readonly (string | null)[];
}

const folder = mkdtempSync(join(tmpdir(), "rigline-packages-"));
// Some thousand files and half a gigabyte: a busy disk takes its time.
afterAll(() => rm(folder, { recursive: true, force: true }), 240_000);
const archives = packPublished(folder, withCertificates());
const packed = new Map(Object.entries(archives).map(([name, archive]) => [name, readArchive(archive)]));

function read(name: string): Published {
  return JSON.parse(textOf(name, "package.json")) as Published;
}

function textOf(name: string, path: string): string {
  return packed.get(name)?.get(path)?.toString("utf8") ?? "";
}

// `npm run packages` installs them in earnest.
test.each([
  { name: "watchdog-service", most: 8, megabytes: 12 },
  { name: "core", most: 45, megabytes: 24 },
  { name: "rig-plugins", most: 45, megabytes: 26 },
  { name: "cli", most: 45, megabytes: 40 },
])("$name, installed alone, brings at most $most packages and $megabytes MB", ({ name, most, megabytes }) => {
  const closure = dependencyClosure(join(ROOT, "packages", name));
  const sizes = closure.map(({ name: one, folder: home }) => {
    const ours = packed.get(one.replace("@rigline/", ""));
    const bytes =
      ours === undefined ? bytesOnDisk(home) : sum([...ours.values()].map(({ length }) => inBlocks(length)));
    return { one, bytes };
  });
  const largest = sizes.toSorted((left, right) => right.bytes - left.bytes).slice(0, 5);
  const told = largest.map(({ one, bytes }) => `${one} ${(bytes / 2 ** 20).toFixed(1)} MB`).join(", ");
  expect(closure.length, closure.map((one) => one.name).join(", ")).toBeLessThanOrEqual(most);
  expect(sum(sizes.map(({ bytes }) => bytes)) / 2 ** 20, told).toBeLessThan(megabytes);
});

describe.each([...packed.keys()])("what is published of %s", (name) => {
  const { exports, bin = {}, dependencies = {} } = read(name);
  const paths = [...(packed.get(name) ?? new Map<string, Buffer>()).keys()];
  const modules = paths.filter((path) => path.startsWith("dist/") && path.endsWith(".js"));

  test("has all that it names, with its types", () => {
    const targets = Object.entries(exports).flatMap(([room, target]) => {
      if (typeof target === "string") return [target];
      // The first that fits is taken: types have to stand before the module.
      expect(Object.keys(target), room).toEqual(["types", "default"]);
      return [target.types, target.default];
    });
    const named = [...targets, ...Object.values(bin)].map((target) => posix.normalize(target));
    expect(named.filter((target) => !paths.includes(target))).toEqual([]);
  });

  test("has types that name no package which it does not bring", () => {
    const doors = Object.values(exports).flatMap((target) => (typeof target === "string" ? [] : [target.types]));
    const named = packagesNamedBy(
      name,
      doors.map((door) => posix.normalize(door)),
    );
    expect(named.filter((one) => dependencies[one] === undefined)).toEqual([]);
  });

  test("says whose it is and what it needs, as a registry takes it", () => {
    expect(read(name)).toMatchObject({
      license: "MIT",
      repository: { type: "git", directory: `packages/${name}` },
      publishConfig: { access: "public" },
      engines: { node: ">=20.19" },
    });
    expect(read(name)).not.toHaveProperty("devDependencies");
    expect(Object.entries(dependencies).filter(([, range]) => !/^\d+\.\d+\.\d+$/u.test(range))).toEqual([]);
    expect(textOf(name, "LICENSE")).toBe(readFileSync(join(ROOT, "LICENSE"), "utf8"));
    expect(textOf(name, "README.md")).toContain(`# ${read(name).name}`);
  });

  test("has nothing that building or testing leaves behind", () => {
    const kept =
      /^(?:package\.json|README\.md|LICENSE|bin\/.+|src\/.+|dist\/browser\/.+|dist\/.+\.(?:c?js|c?js\.map|d\.ts|d\.ts\.map|txt))$/u;
    expect(paths.filter((path) => !kept.test(path) || /\.test\.|tsbuildinfo|\.bundle\./u.test(path))).toEqual([]);
  });

  test("has every module that its modules import, and the sources of all maps", () => {
    const imported = modules.flatMap((path) =>
      importsOf(textOf(name, path)).map((to) => posix.join(dirname(path), to)),
    );
    expect(imported.filter((path) => !paths.includes(path))).toEqual([]);
    // What is bundled of other packages brings its licence alone.
    const sources = paths
      .filter((path) => path.endsWith(".map"))
      .flatMap((path) =>
        sourcesIn(textOf(name, path))
          .map(([source, content]) => [posix.join(dirname(path), source), content] as const)
          .filter(([source]) => !source.includes("node_modules") && !source.includes("rolldown")),
      );
    expect(sources.filter(([source, content]) => content === null && !paths.includes(source))).toEqual([]);
  });

  test("tells the licence of each package that is bundled into it", () => {
    // As it was built: a package need not bring its maps.
    const bundled = modules
      .flatMap((path) => sourcesIn(readIfThere(join(ROOT, "packages", name, `${path}.map`))))
      .flatMap(([source]) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//u.exec(source)?.[1] ?? []);
    const licences = textOf(name, "dist/THIRD-PARTY.txt");
    expect([...new Set(bundled)].filter((one) => !licences.includes(`\n${one} `))).toEqual([]);
  });
});

describe("installed as a user does it", () => {
  mkdirSync(join(folder, "user"));
  testInstallation(Object.values(archives), join(ROOT, "packages", "cli"), join(folder, "user"));
  mkdirSync(join(folder, "portable"));
  testPortable(() => join(folder, "user", "lab", "my-rig", "node_modules"), join(folder, "portable"));
});

function readIfThere(file: string): string {
  return existsSync(file) ? readFileSync(file, "utf8") : "";
}

/** The packages of others that declarations name, and those that they name in turn. */
function packagesNamedBy(name: string, paths: readonly string[], seen = new Set<string>()): readonly string[] {
  return paths.flatMap((path) => {
    if (seen.has(path)) return [];
    seen.add(path);
    const specifiers = [...textOf(name, path).matchAll(/(?:\bfrom |\bimport\()"([^"]+)"/gu)].map(([, to = ""]) => to);
    const [near, far] = [
      specifiers.filter((to) => to.startsWith(".")),
      specifiers.filter((to) => !/^\.|^node:/u.test(to)),
    ];
    const next = near.map((to) => posix.join(dirname(path), to.replace(/\.js$/u, ".d.ts")));
    return [...far.map((to) => /^(?:@[^/]+\/)?[^/]+/u.exec(to)?.[0] ?? to), ...packagesNamedBy(name, next, seen)];
  });
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function importsOf(text: string): readonly string[] {
  return [...text.matchAll(/(?:^import|^export|(?:await|=>) import\()[^"\n]*"(\.[^"]+\.js)"/gmu)].map(
    ([, path = ""]) => path,
  );
}

/** The sources that a map names, with their text where it has them. */
function sourcesIn(text: string): readonly (readonly [source: string, content: string | null])[] {
  // What the bundler itself adds has none.
  if (text === "") return [];
  const { sources, sourcesContent = [] } = JSON.parse(text) as SourceMap;
  return sources.map((source, index) => [source, sourcesContent[index] ?? null]);
}
