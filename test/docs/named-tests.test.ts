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

const COMPARISON = "compare/compare.md";

function cellsOf(row: string): readonly string[] {
  return row
    .split("|")
    .slice(1, -1)
    .map((cell) => cell.trim());
}

/** What is wrong with a row of the comparison: its third cell is Rigline's, its last one says what holds that, and what is missing. */
function objectToCell(row: string): readonly string[] {
  const cells = cellsOf(row);
  const held = cells.at(-1) ?? "";
  switch (cells[2] ?? "") {
    case "Y":
      return held.includes("missing:") ? [`is that a Y? ${row}`] : objectTo(COMPARISON, row);
    case "P":
      return /^missing: \w/.test(held) ? objectTo(COMPARISON, row) : [`what is missing? ${row}`];
    case "n":
      return held === "" ? [`what is not there? ${row}`] : [];
    default:
      return [`neither Y, P nor n: ${row}`];
  }
}

test("of what Rigline is said to do each Y and P names tests that there are, and each P what is missing", () => {
  const rows = rowsOf(COMPARISON);
  expect(rows.flatMap(objectToCell)).toEqual([]);
  expect(rows.map((row) => Number(cellsOf(row)[0]))).toEqual(Array.from({ length: 86 }, (_, index) => index + 1));
  const count = (cell: string): number => rows.filter((row) => cellsOf(row)[2] === cell).length;
  expect(readFileSync(join(docs, COMPARISON), "utf8")).toMatch(
    new RegExp(`cells ${count("Y")} are Y, ${count("P")} are P and ${count("n")} (is|are) n\\.`),
  );
  const peers = rows.slice(0, 62).map((row) => cellsOf(row).slice(3, -1).join(""));
  expect(peers.filter((cells) => !/^[YPn–]{6}$/.test(cells))).toEqual([]);
});

test("a Y without a test, one of which something is missing, and a P that does not say what, are told", () => {
  const held = '[x](../../test/docs/named-tests.test.ts), "each of the 32 defects has its row"';
  const row = (cell: string, last: string): string => `| 1 | x | ${cell} | ${last} |`;
  expect([row("Y", held), row("P", `missing: a part; ${held}`), row("n", "no x")].flatMap(objectToCell)).toEqual([]);
  const wrong = [row("Y", "x"), row("Y", `missing: a part; ${held}`), row("P", held), row("P", "missing: a part")];
  for (const one of [...wrong, row("n", ""), row("?", held)]) expect(objectToCell(one)).toHaveLength(1);
});
