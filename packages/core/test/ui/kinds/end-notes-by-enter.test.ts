import { expect, test } from "vitest";
import { endNotesByEnter } from "../../../src/ui/kinds/end-notes-by-enter.js";

/** What the prompt sees of each piece that the terminal sends. */
function see(...pieces: (string | Buffer)[]): string[] {
  const translate = endNotesByEnter();
  return pieces.map((piece) => translate(Buffer.from(piece as string)).toString());
}

const DONE = "\t\r";

test.each<[string, string[], string[]]>([
  ["Enter alone, at once", ["\r"], [DONE]],
  ["Enter on an empty line", ["a", "\r", "\r"], ["a", "\r", DONE]],
  ["two Enters that come together", ["a", "\r\r"], ["a", DONE]],
  ["a scan, its Enter in the same piece", ["A17\r", "B18\r", "\r"], ["A17\r", "B18\r", DONE]],
  ["a scan, key by key", ["A", "1", "\r", "B", "\r", "\r"], ["A", "1", "\r", "B", "\r", DONE]],
  ["a scanner that sends CR LF", ["A17\r\n", "B18\r\n"], ["A17\r", "B18\r"]],
  ["pasted text with an empty line", ["one\n\ntwo\n"], ["one\r\rtwo\r"]],
  ["pasted text with a tab at its end", ["one\t\r\ntwo"], ["one \rtwo"]],
  ["the button, by hand", ["a", "\t", "\r"], ["a", "\t", "\r"]],
  ["a key that moves, then Enter", ["a\r", "\u001B[A", "\r"], ["a\r", "\u001B[A", "\r"]],
])("%s", (_title, typed, seen) => expect(see(...typed)).toEqual(seen));

test("a letter that is cut in two stays whole", () => {
  const translate = endNotesByEnter();
  const bytes = Buffer.from("ü");
  const pieces = [translate(bytes.subarray(0, 1)), translate(bytes.subarray(1))];
  expect(Buffer.concat(pieces).toString()).toBe("ü");
});
