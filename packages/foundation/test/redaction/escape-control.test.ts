import { expect, test } from "vitest";
import { escapeControl, escapeControlInJson } from "../../src/redaction/index.js";

test("control characters are shown instead of done; line breaks, tabs and letters stay", () => {
  expect(escapeControl("a\u001B[31mred\u0007\u0000\u009B\u202Eb\tü\n🐭\r")).toBe(
    "a\\x1b[31mred\\x07\\x00\\x9b\\u202eb\tü\n🐭\\x0d",
  );
});

test("in JSON they stay the same values", () => {
  const value = { name: "a\u001B\u009B\u202Eb\n\tü🐭" };
  const json = escapeControlInJson(JSON.stringify(value, undefined, 2));
  // oxlint-disable-next-line no-control-regex -- that is what must not be there
  expect(json).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202E]/);
  expect(JSON.parse(json)).toEqual(value);
});
