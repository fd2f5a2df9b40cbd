import { expect, test } from "vitest";
import { decodeDocument, escapedBackslash } from "@rigline/foundation/documents";

const utf16 = (text: string): Buffer => Buffer.from(`\uFEFF${text}`, "utf16le");

test.each([
  ["UTF-8", Buffer.from("a: ü"), { text: "a: ü", encoding: "utf-8" }],
  ["UTF-8 with its mark", Buffer.from("\uFEFFa: ü"), { text: "a: ü", encoding: "utf-8" }],
  ["UTF-16", utf16("a: ü"), { text: "a: ü", encoding: "utf-16" }],
  ["UTF-16, the other way round", utf16("a: ü").swap16(), { text: "a: ü", encoding: "utf-16" }],
  ["nothing", Buffer.alloc(0), { text: "", encoding: "utf-8" }],
])("%s is read", (_name, bytes, expected) => {
  expect(decodeDocument(bytes)).toEqual(expected);
});

test("the code page of a Western Windows is read for whom it is meant alone", () => {
  const bytes = Buffer.from("a: \u00FC\u0080", "latin1");
  expect(decodeDocument(bytes)).toBeUndefined();
  expect(decodeDocument(bytes, { codePage: true })).toEqual({ text: "a: ü€", encoding: "windows-1252" });
});

test.each([
  ["UTF-8 that is cut", Buffer.from("a: ü").subarray(0, -1)],
  ["UTF-8 that is damaged", Buffer.from([0x61, 0xc3, 0xbc, 0xff])],
  ["UTF-16 that is cut", utf16("ab").subarray(0, -1)],
])("%s is no text", (_name, bytes) => {
  expect(decodeDocument(bytes, { codePage: true })).toBeUndefined();
});

test.each([
  ["C:\temp", String.raw`in double quotes \t is no backslash, but a character of its own`],
  ["C:\u0085ew", String.raw`in double quotes \N is no backslash, but a character of its own`],
  ["C:\u0001", String.raw`in double quotes \x01 is no backslash, but a character of its own`],
  [String.raw`C:\temp`, undefined],
])("of %j is said: %s", (text, said) => {
  expect(escapedBackslash(text)).toBe(said);
});
