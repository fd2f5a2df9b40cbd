import { expect, it } from "vitest";
import { createLineSplitter, LONGEST_LINE } from "../../src/processes/split-lines.js";

function split(...chunks: (string | Uint8Array)[]): string[] {
  const lines: string[] = [];
  const splitter = createLineSplitter((line) => lines.push(line));
  for (const chunk of chunks) splitter.push(Buffer.from(chunk));
  splitter.end();
  return lines;
}

it.each([
  ["nothing", [""], []],
  ["LF", ["a\nb\n"], ["a", "b"]],
  ["CRLF", ["a\r\nb\r\n"], ["a", "b"]],
  ["CR", ["10%\r20%\r30%"], ["10%", "20%", "30%"]],
  ["empty lines", ["\n\r\n\r\n\n"], ["", "", "", ""]],
  ["no break at the end", ["a\nb"], ["a", "b"]],
  ["a line over three chunks", ["a", "b", "c\n"], ["abc"]],
  ["CRLF cut between its halves", ["a\r", "\nb"], ["a", "b"]],
  ["CRLF cut, then nothing", ["a\r", "\n"], ["a"]],
  ["CR at the end of a chunk, then a line", ["a\r", "b"], ["a", "b"]],
  ["CR, then an empty line", ["a\r", "\n\n"], ["a", ""]],
])("cuts %s", (_name, chunks, lines) => {
  expect(split(...chunks)).toEqual(lines);
});

it("puts together characters cut at any byte", () => {
  const text = "Mäuse 🐭 行\r\nzweite";
  const bytes = Buffer.from(text);
  for (let cut = 0; cut <= bytes.length; cut += 1) {
    expect(split(bytes.subarray(0, cut), bytes.subarray(cut))).toEqual(["Mäuse 🐭 行", "zweite"]);
  }
});

it("gives the same lines for one byte at a time as for all at once", () => {
  const bytes = Buffer.from("a\r\n\nü\r🐭\n\r\r\nend");
  expect(split(...Array.from(bytes, (byte) => Buffer.of(byte)))).toEqual(split(bytes));
});

it("turns bytes that are no UTF-8 into U+FFFD and goes on", () => {
  expect(split(Buffer.from([0x61, 0xff, 0x62, 0x0a, 0xc3]), "\n")).toEqual(["a\uFFFDb", "\uFFFD"]);
});

it("hands on a line without end in pieces, and loses nothing", () => {
  const chunks = Array.from({ length: 10 }, () => "x".repeat(30_000));
  const lines = split(...chunks);
  expect(lines.map((line) => line.length)).toEqual([65_536, 65_536, 65_536, 65_536, 37_856]);
  expect(lines.join("")).toBe(chunks.join(""));
});

it("does not halve a character of two code units between pieces", () => {
  const lines = split(`a${"🐭".repeat(40_000)}\n`);
  expect(lines.map((line) => Buffer.from(line).includes("\uFFFD"))).toEqual([false, false]);
  expect(lines[0]).toHaveLength(LONGEST_LINE - 1);
});
