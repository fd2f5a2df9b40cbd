import { expect, test } from "vitest";
import { escapeControl } from "../../src/redaction/index.js";

test("control characters are shown instead of done; line breaks, tabs and letters stay", () => {
  expect(escapeControl("a\u001B[31mred\u0007\u0000\u009B\u202Eb\tü\n🐭\r")).toBe(
    "a\\x1b[31mred\\x07\\x00\\x9b\\u202eb\tü\n🐭\\x0d",
  );
});
