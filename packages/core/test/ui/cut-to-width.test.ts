import { expect, it } from "vitest";
import { cutToWidth, padToWidth, widthOfText } from "../../src/ui/cut-to-width.js";

it.each([
  ["short", 10, "short"],
  ["exactly10!", 10, "exactly10!"],
  ["eleven long", 10, "eleven lo…"],
  ["小鼠行为数据", 12, "小鼠行为数据"],
  ["小鼠行为数据", 11, "小鼠行为数…"],
  ["小鼠行为数据", 10, "小鼠行为…"],
  ["e\u0301e\u0301e\u0301", 3, "e\u0301e\u0301e\u0301"],
  ["🐭🐭", 3, "🐭…"],
  ["👨‍👩‍👧 and 👍🏽", 4, "👨‍👩‍👧 …"],
  ["a👨‍👩‍👧b", 3, "a…"],
  ["𗀀𗀀𗀀", 5, "𗀀𗀀…"],
])("cuts %j to %i columns", (text, columns, cut) => {
  expect(cutToWidth(text, columns)).toBe(cut);
});

it.each([
  ["mouse", 5],
  ["µl", 2],
  ["小鼠", 4],
  ["한글", 4],
  ["Ａ", 2],
  ["ﾊ", 1],
  ["e\u0301", 1],
  ["a\u20DD", 1],
  ["\u200B\u00AD\u2060", 0],
  ["⌚", 2],
  ["⭐", 2],
  ["✅", 2],
  ["❤️", 2],
  ["👍🏽", 2],
  ["👨‍👩‍👧", 2],
  ["🀄", 2],
  ["𗀀", 2],
  ["🇩🇪", 2],
])("%j takes %i columns", (text, columns) => {
  expect(widthOfText(text)).toBe(columns);
  expect(padToWidth(text, 6)).toBe(text + " ".repeat(6 - columns));
});
