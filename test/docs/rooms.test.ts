import { readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { describe, expect, test } from "vitest";
import { listSources, PACKAGES, WITH_SOURCES } from "./list-sources.js";

const LONGEST = 250;

/** The daemon's rooms, as CONTRIBUTING has them: each may import those behind it. */
const DAEMON_ROOMS = ["cli", "daemon", "board", "intake", "gone", "attempt", "jobs"];

const IMPORT = /\bfrom "(\.[^"]+)\.js"|\bimport\("(\.[^"]+)\.js"\)/g;

interface Source {
  readonly lines: number;
  /** Paths of the same package's `src`, types too. */
  readonly imports: readonly string[];
}

function sourcesOf(name: string): ReadonlyMap<string, Source> {
  return new Map(
    listSources(name).map((file) => {
      const text = readFileSync(join(PACKAGES, name, "src", file), "utf8");
      const named = [...text.matchAll(IMPORT)].map(([, plain, late]) => plain ?? late ?? "");
      const imports = named.map((path) => `${posix.join(posix.dirname(file), path)}.ts`);
      return [file, { lines: text.split("\n").length - 1, imports }];
    }),
  );
}

/** The files of one circle, or nothing. */
function findCircle(sources: ReadonlyMap<string, Source>): readonly string[] {
  const done = new Set<string>();
  const visit = (file: string, way: readonly string[]): readonly string[] => {
    if (way.includes(file)) return [...way.slice(way.indexOf(file)), file];
    if (done.has(file)) return [];
    for (const next of sources.get(file)?.imports ?? []) {
      const circle = visit(next, [...way, file]);
      if (circle.length > 0) return circle;
    }
    done.add(file);
    return [];
  };
  for (const file of sources.keys()) {
    const circle = visit(file, []);
    if (circle.length > 0) return circle;
  }
  return [];
}

describe.each(WITH_SOURCES)("%s", (name) => {
  const sources = sourcesOf(name);

  test("no file imports itself, by whatever way, types included", () => {
    expect(findCircle(sources)).toEqual([]);
  });

  test(`no file is longer than ${LONGEST} lines`, () => {
    const long = [...sources]
      .filter(([, { lines }]) => lines > LONGEST)
      .map(([file, { lines }]) => `${file}: ${lines}`);
    expect(long).toEqual([]);
  });
});

test("a circle is found", () => {
  const source = (...imports: string[]): Source => ({ lines: 1, imports });
  const sources = new Map([
    ["a.ts", source("b.ts")],
    ["b.ts", source("c.ts", "d.ts")],
    ["c.ts", source()],
    ["d.ts", source("b.ts")],
  ]);
  expect(findCircle(sources)).toEqual(["b.ts", "d.ts", "b.ts"]);
});

test("no room of the daemon imports one above it", () => {
  const roomOf = (file: string): string => file.split("/")[0] ?? "";
  const upwards = [...sourcesOf("watchdog-service")].flatMap(([file, { imports }]) => {
    const level = DAEMON_ROOMS.indexOf(roomOf(file));
    const above = DAEMON_ROOMS.slice(0, Math.max(0, level));
    return imports.filter((target) => above.includes(roomOf(target))).map((target) => `${file} imports ${target}`);
  });
  expect(upwards).toEqual([]);
});
