import { describe, expect, it } from "vitest";
import { readDocument } from "../../src/yaml/index.js";
import { catchError } from "../catch-error.js";

const read = (content: string | Uint8Array) => readDocument(content, { file: "m.yaml" });

describe("readDocument", () => {
  it("says where each value stands", () => {
    const document = read("a: 1\nmodalities:\n  behavior:\n  - /x\n  - /y\nnone:\n'q k': [1, 2]\n");
    expect(document.place([])).toEqual({ file: "m.yaml", line: 1, column: 1 });
    expect(document.place(["modalities", "behavior", 1])).toEqual({
      file: "m.yaml",
      line: 5,
      column: 5,
      path: "modalities.behavior[1]",
    });
    expect(document.place(["modalities"])).toMatchObject({ line: 2, column: 1 });
    expect(document.place(["none"])).toMatchObject({ line: 6, column: 1 });
    expect(document.place(["q k", 0])).toMatchObject({ line: 7, column: 9, path: '["q k"][0]' });
  });

  it("gives the nearest place for what is not there", () => {
    const document = read("a: 1\nb:\n  c: 2\n");
    expect(document.place(["zzz"])).toEqual({ file: "m.yaml", line: 1, column: 1, path: "zzz" });
    expect(document.place(["b", "d", 3])).toMatchObject({ line: 2, path: "b.d[3]" });
  });

  it("reads the same with a byte order mark, CRLF, and UTF-16", () => {
    const text = "name: é\nlist:\n- 1\n- two\n";
    const plain = read(text).mapping;
    expect(plain).toEqual({ name: "é", list: [1, "two"] });
    expect(read(`\uFEFF${text}`).mapping).toEqual(plain);
    expect(read(Buffer.from(`\uFEFF${text}`)).mapping).toEqual(plain);
    expect(read(text.replaceAll("\n", "\r\n")).mapping).toEqual(plain);
    expect(read(Buffer.from(`\uFEFF${text}`, "utf16le")).mapping).toEqual(plain);
    expect(read(Buffer.from(`\uFEFF${text}`, "utf16le").swap16()).mapping).toEqual(plain);
  });

  it("follows aliases and merges, the document's own keys first", () => {
    const { mapping } = read("base: &b {x: 1, y: 2}\nuse: *b\nown:\n  y: 3\n  <<: *b\nmany:\n  <<: [{z: 1}, *b]\n");
    expect(mapping["use"]).toEqual({ x: 1, y: 2 });
    expect(mapping["own"]).toEqual({ y: 3, x: 1 });
    expect(mapping["many"]).toEqual({ z: 1, x: 1, y: 2 });
  });

  it("takes an anchor's last meaning before the alias", () => {
    expect(read("a: &x 1\nb: *x\nc: &x 2\nd: *x\n").mapping).toEqual({ a: 1, b: 1, c: 2, d: 2 });
  });

  it("keeps keys that are JavaScript's own words as plain keys", () => {
    const { mapping } = read("__proto__: {polluted: yes}\nconstructor: 1\n");
    expect(Object.getPrototypeOf(mapping)).toBeNull();
    expect(Object.keys(mapping)).toEqual(["__proto__", "constructor"]);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it("keeps keys that are no strings as they were written", () => {
    expect(Object.keys(read("614173: 1\nyes: 2\n2026-03-02: 3\n20:00:00: 4\n~: 5\n").mapping)).toEqual([
      "614173",
      "yes",
      "2026-03-02",
      "20:00:00",
      "~",
    ]);
  });

  it.each([
    ["", "DOCUMENT_EMPTY", undefined],
    ["# only a comment\n", "DOCUMENT_EMPTY", undefined],
    ["---\n...\n", "DOCUMENT_EMPTY", undefined],
    ["just text", "DOCUMENT_NOT_MAPPING", 1],
    ["- a\n- b\n", "DOCUMENT_NOT_MAPPING", 1],
    ["20:00:00", "DOCUMENT_NOT_MAPPING", 1],
    ["a: 1\nb: 'open\n", "YAML_SYNTAX", 3],
    ["a: [1, 2\n", "YAML_SYNTAX", 2],
    ["a: 1\n b: 2\n", "YAML_SYNTAX", 1],
    ["a: 1\n---\nb: 2\n", "YAML_SYNTAX", 2],
    ["a:\n\t- 1\n", "YAML_SYNTAX", 2],
    ["a: *nobody\n", "YAML_SYNTAX", 1],
    ["a: !!python/object/apply:os.system [ls]\n", "YAML_SYNTAX", 1],
    ["a: !mine 1\n", "YAML_SYNTAX", 1],
    ["? [1, 2]\n: x\n", "YAML_SYNTAX", 1],
    ["a: 1\nb: 2\na: 3\n", "YAML_DUPLICATE_KEY", 3],
    ["a:\n  x: 1\n  'x': 2\n", "YAML_DUPLICATE_KEY", 3],
    ["<<: 5\n", "YAML_SYNTAX", 1],
    ["a: &a [*a]\n", "YAML_TOO_COMPLEX", 1],
    ["a: &a {b: *a}\n", "YAML_TOO_COMPLEX", 1],
  ])("refuses %j with %s", (text, code, line) => {
    const error = catchError(() => read(text));
    expect(error.code).toBe(code);
    expect(error.where.file).toBe("m.yaml");
    if (line !== undefined) expect(error.where.line).toBe(line);
    expect(error.todo).not.toBe("");
  });

  it("refuses bytes that are no text and says what they look like", () => {
    expect(catchError(() => read(Buffer.from([0x61, 0x3a, 0x20, 0xff]))).code).toBe("DOCUMENT_NOT_TEXT");
    expect(catchError(() => read(Buffer.alloc(4096)))).toMatchObject({
      code: "DOCUMENT_NOT_TEXT",
      why: expect.stringContaining("power") as string,
    });
    expect(catchError(() => read("a: 1\nb: x\0\0\0")).where.line).toBe(2);
    expect(catchError(() => read(Buffer.from("a: é\n").subarray(0, 4))).code).toBe("DOCUMENT_NOT_TEXT");
  });

  it("shortens what the parser quotes", () => {
    expect(catchError(() => read("!".repeat(100_000))).message.length).toBeLessThan(200);
  });
});
