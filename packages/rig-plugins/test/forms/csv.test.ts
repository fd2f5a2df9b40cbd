import { expect, test } from "vitest";
import { parseCsv, renderCsv } from "../../src/forms/csv.js";

test("what is written is read back as it was", () => {
  const rows = [
    ["session", "remarks"],
    ["614173", 'two\nlines, a comma and "quotes"'],
    ["614174", ""],
    ["", "x"],
  ];
  expect(parseCsv(renderCsv(rows))).toEqual(rows);
});

test("as Excel writes it: with a mark in front, CRLF, and no line break at the end", () => {
  expect(parseCsv('\uFEFFa,b\r\n1,\r\n"x""y",2')).toEqual([
    ["a", "b"],
    ["1", ""],
    ['x"y', "2"],
  ]);
  expect(parseCsv("")).toEqual([]);
  expect(parseCsv("a\n\n")).toEqual([["a"]]);
});
