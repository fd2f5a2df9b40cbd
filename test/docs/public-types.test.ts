import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { readIndex } from "./public-types.js";

const PACKAGES = fileURLToPath(new URL("../../packages/", import.meta.url));

const INDEXES = ["core/dist/index", "core/dist/testing/index", "watchdog-plugin/dist/index", "manifest/dist/index"];

test.each(INDEXES)("%s is a list of names, and exports every type that one of them names", (index) => {
  const main = join(PACKAGES, "core/dist/index.d.ts");
  const { isOpenList, names, missing } = readIndex(
    join(PACKAGES, `${index}.d.ts`),
    index.startsWith("core") ? main : undefined,
  );
  expect(names.length).toBeGreaterThan(10);
  expect(isOpenList).toBe(false);
  expect(missing).toEqual([]);
});

test("a type that an index keeps to itself is found", () => {
  // Without the main index beside it, the one for tests exports none of the launcher's types.
  expect(readIndex(join(PACKAGES, "core/dist/testing/index.d.ts")).missing).toContain("Plugin (checkPlugin)");
});
