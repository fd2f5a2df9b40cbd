import { renderSums } from "@rigline/manifest";
import { describe, expect, test } from "vitest";
import { readSums } from "../../src/verify/read-sums.js";

const A = "a".repeat(64);
const B = "B".repeat(64);

function read(text: string, encoding: BufferEncoding = "utf8"): Record<string, string> {
  return Object.fromEntries(readSums(Buffer.from(text, encoding)).map(({ path, hash }) => [path, hash]));
}

describe("a list of sha256sum", () => {
  test.each([
    ["as it is written", `${A}  behavior/events.csv\n${B}  session.json\n`, ["behavior/events.csv", "session.json"]],
    ["of binary mode", `${A} *behavior/events.csv\n`, ["behavior/events.csv"]],
    ["of names with spaces and an asterisk", `${A}   two words \n${A}  *.csv\n`, [" two words ", "*.csv"]],
    ["of escaped names", `\\${A}  a\\nb\\\\c\\rd\n`, ["a\nb\\c\rd"]],
    ["of find", `${A}  ./behavior/events.csv\n`, ["behavior/events.csv"]],
    ["of --tag", `SHA256 (a (1).csv) = ${A}\n\\SHA256 (a\\\\b) = ${B}\n`, ["a (1).csv", "a\\b"]],
    ["without a last line's end, with empty lines and remarks", `# of rig 7\n; HashCheck\n\n${A}  a`, ["a"]],
    [
      "from Windows",
      `\uFEFF${A} *behavior\\events.csv\r\n${B} *session.json\r\n`,
      ["behavior/events.csv", "session.json"],
    ],
    ["escaped, from Windows", `\\${A} *behavior\\\\events.csv\r\n`, ["behavior/events.csv"]],
    ["with Windows' folders, and the lines of another system", `${A} *behavior\\events.csv\n`, ["behavior/events.csv"]],
    ["of a name that ends in a carriage return", `${A}  odd\r\n${A}  plain\n`, ["odd\r", "plain"]],
  ])("%s is read", (_title, text, paths) => {
    expect(Object.keys(read(text))).toEqual(paths);
  });

  test("as PowerShell's `>` writes it, in UTF-16, is read too, and hashes in whatever letters", () => {
    expect(read(`\uFEFF${B}  données.csv\r\n`, "utf16le")).toEqual({ "données.csv": B.toLowerCase() });
  });

  test("that Rigline has written is read as it was meant", () => {
    const files = ["a", "b\\c", "d\ne", "f\rg", "\\", "h "].map((path) => ({ path, bytes: 1, hash: A }));
    expect(Object.keys(read([...renderSums(files)].join("")))).toEqual(files.map(({ path }) => path));
  });

  test.each([
    ["a line that is none", `${A}  a\nnonsense\n`, 2, '"nonsense" is no line of sha256sum'],
    ["a hash that is too short", `${A.slice(1)}  a\n`, 1, "is no line of sha256sum"],
    ["md5", `${A.slice(32)}  a\n`, 1, "sums of another kind than sha256"],
    ["an escape that nobody writes", `\\${A}  a\\tb\n`, 1, '"\\\\t" is no escape'],
    ["two sums of one file", `${A}  a\n\n${B}  a\n`, 3, "a has another sum than in line 1"],
    ["nothing", "\n# nothing\n", 1, "it names no file"],
  ])("with %s is refused, with its line", (_title, text, line, message) => {
    expect(() => read(text)).toThrow(
      expect.objectContaining({ line, message: expect.stringContaining(message) as string }) as Error,
    );
  });

  test("of bytes that are no text is refused, and a file that it names twice is looked at once", () => {
    expect(() => readSums(Buffer.from([0xff, 0xfe, 0x00]))).toThrow("it is no text");
    expect(read(`${A}  a\n${A}  ./a\n`)).toEqual({ a: A });
  });
});
