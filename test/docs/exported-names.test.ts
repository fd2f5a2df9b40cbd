import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { listSources, PACKAGES, WITH_SOURCES } from "./list-sources.js";

/** Names that stand for two things all the same, and why that misleads nobody. */
const TWICE: Readonly<Record<string, string>> = {
  main: "the entry of a program; each command line has its own",
  SubmitRequest: "the example's receiver says by itself what it takes, as a service of another team would",
  UploadJob: "as SubmitRequest",
  Token: "of a YAML text, and of a container: each is known in its own room alone",
};

const EXPORTED =
  /^export (?:declare )?(?:async )?(?:abstract )?(?:function\*?|const|class|interface|type|let|enum) (\w+)/gm;

function exportedNames(): ReadonlyMap<string, readonly string[]> {
  const places = new Map<string, string[]>();
  const files = WITH_SOURCES.flatMap((name) => listSources(name).map((file) => `${name}/src/${file}`));
  for (const file of files)
    for (const [, name = ""] of readFileSync(join(PACKAGES, file), "utf8").matchAll(EXPORTED)) {
      const known = places.get(name) ?? [];
      if (!known.includes(file)) places.set(name, [...known, file]);
    }
  return places;
}

test("no exported name stands for two things, in any of the packages", () => {
  const names = exportedNames();
  expect(names.size).toBeGreaterThan(1000);
  const twice = [...names].filter(([name, places]) => places.length > 1 && TWICE[name] === undefined);
  expect(twice.map(([name, places]) => `${name}: ${places.join(", ")}`)).toEqual([]);
});
