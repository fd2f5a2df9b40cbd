import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Plugin } from "@rigline/core";
import { expect, test } from "vitest";
import { VERSION } from "../src/version.js";

const HOME = fileURLToPath(new URL("../", import.meta.url));
const { version, exports } = JSON.parse(readFileSync(join(HOME, "package.json"), "utf8")) as {
  readonly version: string;
  readonly exports: Readonly<Record<string, unknown>>;
};
const names = Object.keys(exports)
  .filter((door) => door !== "./package.json")
  .map((door) => door.slice("./".length));

test("the version that plugins say is the package's", () => {
  expect(VERSION).toBe(version);
});

test("each folder with an index is a plugin that the package exports by its name", () => {
  const folders = readdirSync(join(HOME, "src")).filter((name) => existsSync(join(HOME, "src", name, "index.ts")));
  expect(folders.toSorted()).toEqual(names.toSorted());
});

test.each(names)(
  "%s is called as its folder, has its section, a page, and a test by the conformance kit",
  async (name) => {
    const index = new URL(`../src/${name}/index.ts`, import.meta.url).href;
    const { default: plugin } = (await import(/* @vite-ignore */ index)) as { readonly default: Plugin };
    expect(plugin.name).toBe(name);
    expect(plugin.section).toMatch(/^[a-z_]+$/);
    const page = readFileSync(join(HOME, `../../docs/rig-plugins/${name}.md`), "utf8");
    expect(page).toContain(`@rigline/rig-plugins/${name}`);
    expect(page).toContain("$ rigline run");
    const tests = readdirSync(join(HOME, "test", name)).map((file) =>
      readFileSync(join(HOME, "test", name, file), "utf8"),
    );
    expect(tests.some((text) => text.includes("expectConforming("))).toBe(true);
  },
);
