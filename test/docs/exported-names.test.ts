import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const PACKAGES = fileURLToPath(new URL("../../packages/", import.meta.url));

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
  const files = readdirSync(PACKAGES).flatMap((name) =>
    readdirSync(join(PACKAGES, name, "src"), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts"))
      .map((file) => `${name}/src/${file.replaceAll("\\", "/")}`),
  );
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
