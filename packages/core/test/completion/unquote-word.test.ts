import { expect, test } from "vitest";
import { unquoteWord } from "../../src/completion/line-options.js";

test.each([
  ["plain", "plain"],
  ["", ""],
  ["Maus\\ 7", "Maus 7"],
  ["'Maus 7'", "Maus 7"],
  ['"Maus 7"', "Maus 7"],
  // Still being written.
  ["'Maus 7", "Maus 7"],
  ['"Maus 7', "Maus 7"],
  ["Maus\\", "Maus"],
  ['"Maus\\', "Maus"],
  ["--set=note='a b'\"c d\"\\ e", "--set=note=a bc d e"],
  ["'a\\b'", "a\\b"],
  ['"say \\"hi\\" \\n"', 'say "hi" \\n'],
  ["Mäuse\\'s", "Mäuse's"],
])("%s", (written, meant) => {
  expect(unquoteWord(written)).toBe(meant);
});
