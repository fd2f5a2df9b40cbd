import { describe, expect, test } from "vitest";
import { readProgramJson } from "../../src/programs/read-json.js";

const DOCUMENT = { name: "Zoë", list: [1, { deep: null }] };
const TEXT = JSON.stringify(DOCUMENT, undefined, 2);

function utf16be(text: string): Buffer {
  return Buffer.from(text, "utf16le").swap16();
}

describe("JSON is read in whatever a program writes it:", () => {
  test.each<[string, Buffer]>([
    ["UTF-8", Buffer.from(TEXT)],
    ["UTF-8 with its mark and line breaks of Windows", Buffer.from(`\uFEFF${TEXT.replaceAll("\n", "\r\n")}\r\n`)],
    ["UTF-16 with its mark", Buffer.from(`\uFEFF${TEXT}`, "utf16le")],
    ["UTF-16 without it", Buffer.from(TEXT, "utf16le")],
    ["UTF-16 the other way round", utf16be(`\uFEFF${TEXT}`)],
    ["UTF-16 the other way round, without its mark", utf16be(TEXT)],
  ])("%s", (_encoding, bytes) => {
    expect(readProgramJson(bytes)).toEqual(DOCUMENT);
  });
});

describe("what can't be read is told as the program's writer needs it:", () => {
  test.each([
    ["", "is empty"],
    ["  \n", "is empty"],
    ["done", 'is no JSON: it begins with "done"'],
    ["Traceback (most recent call last):\n  File", 'is no JSON: it begins with "Traceback (most recent call last):"'],
    ["{'a': 1}", "is a dict as Python shows it, and no JSON: print json.dumps(…) of it instead"],
    ['{"a": [1, NaN]}', "has NaN or Infinity"],
    ['{"a": -Infinity}', "has NaN or Infinity"],
    ['{"a": [1,', 'stops in the middle, behind "{\\"a\\": [1,"'],
    ['{"a": "b', "stops in the middle"],
    ['{"a": 1,\n "b": }\n', "is no JSON: Unexpected token '}' in "],
    ['{"a": 1}\n{"a": 2}\n', 'is no JSON, line 2, column 1: "{\\"a\\": 2}"'],
  ])("%j", (text, why) => {
    expect(() => readProgramJson(Buffer.from(text))).toThrow(why);
  });

  test("bytes of another encoding, with their line", () => {
    const bytes = Buffer.concat([Buffer.from('{\n"a": "'), Buffer.from([0xe9]), Buffer.from('"}')]);
    expect(() => readProgramJson(bytes)).toThrow("is neither UTF-8 nor UTF-16 (line 2)");
  });
});
