import { parse } from "yaml";
import { describe, expect, it } from "vitest";
import { readDocument, writeDocument, type WritableValue } from "../../src/yaml/index.js";

/** Read by our own reader (YAML 1.1 as PyYAML) and by a plain YAML 1.2 reader. */
function readBack(value: WritableValue): unknown[] {
  const text = writeDocument({ k: value });
  return [readDocument(text, {}).mapping["k"], (parse(text) as { k: unknown }).k];
}

describe("writeDocument", () => {
  it("quotes every string, sorts keys, writes nulls and no folds", () => {
    const long = "word ".repeat(100).trim();
    expect(writeDocument({ b: null, a: "20:00:00", c: { z: [1, "x"], w: {} }, d: [], e: long, f: true })).toBe(
      `a: "20:00:00"\nb: null\nc:\n  w: {}\n  z:\n  - 1\n  - "x"\nd: []\ne: "${long}"\nf: true\n`,
    );
  });

  it("leaves out what is undefined", () => {
    expect(writeDocument({ a: undefined, b: 1 })).toBe("b: 1\n");
  });

  it.each([
    "",
    " ",
    "yes",
    "null",
    "000123",
    "614173",
    "1e3",
    "=",
    "<<",
    "20:00:00",
    "2026-03-02",
    "123456_20250908",
    "é 😀",
    "a\tb",
    "a\nb\r\nc",
    "trailing ",
    "#no comment",
    "key: value",
    "- item",
    "'\"\\",
    "C:\\data\\x",
    "\\\\server\\share",
    "\u0000\u001F\u007F\u0085\u00A0\u2028\u2029\uFEFF",
    "...",
    "---",
    "x".repeat(10_000),
    "%TAG",
    "@at",
    "`tick",
    "&a *b !c",
  ])("reads %j back the same", (text) => {
    expect(readBack(text)).toEqual([text, text]);
  });

  it.each([
    0,
    -1,
    1.5,
    2 ** 53,
    2 ** 53 - 1,
    717_033_066_149_167_700,
    -1e20,
    1e21,
    1e-7,
    -2.5e-10,
    123_456_789,
    Number.MAX_VALUE,
    Number.MIN_VALUE,
    -0,
  ])("reads the number %d back the same", (number) => {
    expect(readBack(number)).toStrictEqual([number, number]);
  });

  it("writes infinite numbers and big integers", () => {
    expect(writeDocument({ a: Infinity, b: -Infinity, c: NaN, d: 2n ** 70n })).toBe(
      "a: .inf\nb: -.inf\nc: .nan\nd: 1180591620717411303424\n",
    );
  });

  it.each(["yes", "y", "N", "12", "1e3", "000123", "=", "<<", "20:00:00", "", " a", "a b", "a:", "é", "~", "on"])(
    "quotes the key %j, which some reader would misread",
    (key) => {
      const text = writeDocument({ [key]: 1 });
      expect(text).toBe(`${JSON.stringify(key)}: 1\n`);
      expect(readDocument(text, {}).mapping).toEqual({ [key]: 1 });
    },
  );

  it("writes __proto__ as a key like any other", () => {
    const value = JSON.parse('{"__proto__": {"a": "b"}}') as WritableValue;
    expect(writeDocument(value)).toBe('__proto__:\n  a: "b"\n');
  });

  it("writes a value that stands twice out twice", () => {
    const shared = { a: "b" };
    expect(writeDocument({ x: shared, z: shared })).toBe('x:\n  a: "b"\nz:\n  a: "b"\n');
  });
});
