import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { packageEntry, parsePackageName } from "../../src/modules/find-package.js";
import { writeFolder } from "../plugins/plugin-kit.js";

/** As Node's documentation has it, each corner by its name. */
const EXPORTS = {
  ".": { types: "./index.d.ts", require: "./index.cjs", default: "./index.mjs" },
  "./nested": { node: { browser: "./no.js", import: "./nested.mjs" }, default: "./no.js" },
  "./sync": { "module-sync": "./sync.mjs", default: "./no.js" },
  "./list": ["no-path", { browser: "./no.js" }, "./list.mjs"],
  "./files/*": "./files/*.mjs",
  "./files/private/*": null,
  "./files/*/deep.js": "./deep/*.mjs",
  "./outside": "../outside.mjs",
  "./inside-modules": "./node_modules/x.mjs",
  "./nothing": null,
  "./gone": "./gone.mjs",
};

const FILES = ["index.mjs", "nested.mjs", "sync.mjs", "list.mjs", "files/a.mjs", "deep/b.mjs", "index.cjs", "no.js"];

/** The package's folder, `at` a place in a folder of its own. */
function install(at: string, fields: object): string {
  const files = Object.fromEntries(FILES.map((file) => [`${at}/${file}`, ""]));
  return join(writeFolder({ ...files, [`${at}/package.json`]: JSON.stringify(fields) }), at);
}

function entryOf(home: string, specifier: string): string | undefined {
  const wanted = parsePackageName(specifier);
  if (wanted === undefined) throw new Error(`${specifier} is no package`);
  return packageEntry(home, wanted)
    ?.slice(home.length + 1)
    .replaceAll("\\", "/");
}

describe("what Node's import would load", () => {
  test.each([
    ["pumps", "index.mjs"],
    ["pumps/nested", "nested.mjs"],
    ["pumps/sync", "sync.mjs"],
    ["pumps/list", "list.mjs"],
    ["pumps/files/a", "files/a.mjs"],
    ["pumps/files/b/deep.js", "deep/b.mjs"],
    // Exported, though it is not there.
    ["pumps/gone", "gone.mjs"],
    ["pumps/files/z", "files/z.mjs"],
    ["pumps/files/private/a", undefined],
    ["pumps/outside", undefined],
    ["pumps/inside-modules", undefined],
    ["pumps/nothing", undefined],
    ["pumps/index.mjs", undefined],
  ])("%s is %s", (specifier, expected) => {
    expect(entryOf(install("node_modules/pumps", { name: "pumps", exports: EXPORTS }), specifier)).toBe(expected);
  });

  test("of a package that is installed by another name, or has none", () => {
    const alias = install("node_modules/@lab/pumps", { name: "pumps-of-somebody", exports: EXPORTS });
    expect(entryOf(alias, "@lab/pumps/nested")).toBe("nested.mjs");
    expect(entryOf(install("node_modules/nameless", { exports: "./index.mjs" }), "nameless")).toBe("index.mjs");
  });

  test("of a package that lies in no node_modules, by its own name", () => {
    const home = install("checkout", { name: "@lab/pumps", exports: EXPORTS });
    expect(entryOf(home, "@lab/pumps/nested")).toBe("nested.mjs");
  });

  test("of one without exports: its main, and files with and without their extension", () => {
    const home = install("node_modules/old", { name: "old", main: "index.cjs" });
    expect(entryOf(home, "old")).toBe("index.cjs");
    expect(entryOf(home, "old/no.js")).toBe("no.js");
    expect(entryOf(home, "old/no")).toBe("no.js");
    expect(entryOf(home, "old/gone.js")).toBeUndefined();
  });
});
