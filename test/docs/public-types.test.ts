import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { PACKAGES, WITH_SOURCES } from "./list-sources.js";
import { readIndex } from "./public-types.js";

/** Every door of what is published, by package. What one of them names may stand behind another. */
const INDEXES = WITH_SOURCES.flatMap((name) => {
  const { exports = {}, private: isPrivate = false } = JSON.parse(
    readFileSync(join(PACKAGES, name, "package.json"), "utf8"),
  ) as { readonly private?: boolean; readonly exports?: Readonly<Record<string, { readonly types?: string }>> };
  const doors = isPrivate ? [] : Object.values(exports).flatMap(({ types }) => types ?? []);
  return doors.map((door) => ({
    index: `${name}/${door.slice(2)}`,
    beside: doors.map((one) => join(PACKAGES, name, one)),
  }));
});

test.each(INDEXES)("$index is a list of names, and exports every type that one of them names", ({ index, beside }) => {
  const { isOpenList, names, missing } = readIndex(join(PACKAGES, index), beside);
  expect(names).not.toEqual([]);
  expect(isOpenList).toBe(false);
  expect(missing).toEqual([]);
});

test("a type that an index keeps to itself is found", () => {
  // Without the main index beside it, the one for tests exports none of the launcher's types.
  expect(readIndex(join(PACKAGES, "core/dist/testing/index.d.ts")).missing).toContain("Plugin (checkPlugin)");
});
