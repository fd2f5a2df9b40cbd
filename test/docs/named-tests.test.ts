import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const docs = fileURLToPath(new URL("../../docs/", import.meta.url));
/** `[list-programs](../../packages/…/list-programs.test.ts), "what it shows"`. */
const REFERENCE = /\[[^\]]+\]\(([^)]+\.test\.ts)\), "([^"]+)"/g;

/** The rows of a page's tables, without their heads. */
function rowsOf(page: string): readonly string[] {
  const lines = readFileSync(join(docs, page), "utf8").split("\n");
  return lines.filter((line, index) => line.startsWith("| ") && !lines[index + 1]?.startsWith("|---"));
}

/** Why a row names no test that there is; empty: it does. */
function objectTo(page: string, row: string): readonly string[] {
  const references = [...row.matchAll(REFERENCE)];
  if (references.length === 0) return [`no test: ${row}`];
  return references.flatMap(([reference, file = "", name = ""]) => {
    const path = join(docs, dirname(page), file);
    if (!existsSync(path)) return [`no such file: ${reference}`];
    return readFileSync(path, "utf8").includes(`"${name}"`) ? [] : [`no test of that name: ${reference}`];
  });
}

test.each(["interop/parity.md", "interop/defects.md"])("each row of %s names tests that there are", (page) => {
  expect(rowsOf(page).length).toBeGreaterThan(20);
  expect(rowsOf(page).flatMap((row) => objectTo(page, row))).toEqual([]);
});

test("each of the 32 defects has its row", () => {
  const numbers = rowsOf("interop/defects.md").map((row) => Number(row.split("|")[1]));
  expect(numbers).toEqual(Array.from({ length: 32 }, (_, index) => index + 1));
});

test("a row without a test, of a file or a name that there is not, is told", () => {
  const page = "interop/defects.md";
  const reference = (file: string, name: string): string => `| 1 | x | [x](../../test/docs/${file}), "${name}" |`;
  expect(objectTo(page, "| 1 | x | y |")).toHaveLength(1);
  expect(objectTo(page, reference("absent.test.ts", "x"))).toHaveLength(1);
  expect(objectTo(page, reference("readme.test.ts", "no test is called so"))).toHaveLength(1);
  expect(objectTo(page, reference("named-tests.test.ts", "each of the 32 defects has its row"))).toEqual([]);
});
