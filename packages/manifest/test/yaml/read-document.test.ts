import { describe, expect, it } from "vitest";
import { readDocument, YamlBinary, YamlSet } from "../../src/yaml/index.js";
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

  it("has merged keys first, and lets own keys and the first of several mappings win, as PyYAML 6.0.3", () => {
    const merged = read("k:\n  b: own\n  <<: [{a: 1, c: 1}, {c: 2, b: 2}]\n").mapping["k"];
    expect(Object.entries(merged as object)).toEqual([
      ["a", 1],
      ["c", 1],
      ["b", "own"],
    ]);
  });

  it.each([
    ["carriage returns alone", "a: 1\rb:\r- x\r", { a: 1, b: ["x"] }],
    ["NEL", "a: 1\u0085b: 'x\u0085 y'\u0085", { a: 1, b: "x y" }],
    ["a mark within", "a: x\uFEFFy\n", { a: "x\uFEFFy" }],
    ["= as a key", "=: x\n", { "=": "x" }],
    ["less indentation within brackets", "a: [1,\n2]\n", { a: [1, 2] }],
  ])("reads %s as PyYAML does", (_what, text, value) => {
    expect({ ...read(text).mapping }).toEqual(value);
  });

  it.each([
    ["a:\tx\n", 1, "a tab stands where YAML takes spaces alone"],
    ["a: x\t# comment\n", 1, "a tab stands where YAML takes spaces alone"],
    ["b: 1\na: x\u0007y\n", 2, "the control character U+0007 may not stand in YAML"],
    ["a: &x 1\nb: &x 2\n", 2, "the anchor &x stands twice"],
    ['a: "C:\\data"\n', 1, "in double quotes \\d is no escape that YAML knows"],
    ["a: {b: c\n", 2, 'expected , or }, not "the end of the file"'],
    ["x: 1\na\nb: 1\n", 2, "the line is no `key: value`"],
  ])("refuses %j as PyYAML does, in line %d: %s", (text, line, message) => {
    const error = catchError(() => read(text));
    expect(error).toMatchObject({ code: "YAML_SYNTAX", where: { line } });
    expect(error.message).toContain(message);
  });

  it("keeps keys that are JavaScript's own words as plain keys", () => {
    const { mapping } = read("__proto__: {polluted: yes}\nconstructor: 1\n");
    expect(Object.getPrototypeOf(mapping)).toBeNull();
    expect(Object.keys(mapping)).toEqual(["__proto__", "constructor"]);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it("names keys that are no strings as Python's JSON does, and remembers how they were written", () => {
    const { mapping, writtenKey, place } = read("614173: 1\nyes: 2\n2026-03-02: 3\n20:00:00: 4\n~: 5\nplain: 6\n");
    expect(mapping).toEqual({ "614173": 1, true: 2, "2026-03-02": 3, "72000": 4, None: 5, plain: 6 });
    expect(writtenKey(mapping, "true")).toEqual({ text: "yes", isText: false });
    expect(writtenKey(mapping, "72000")).toEqual({ text: "20:00:00", isText: false });
    expect(writtenKey(mapping, "plain")).toEqual({ text: "plain", isText: true });
    expect(place(["true"])).toMatchObject({ line: 2 });
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
    ["a: 1\n b: 2\n", "YAML_SYNTAX", 2],
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
    expect(catchError(() => read(Buffer.from([0x61, 0x3a, 0x20, 0x81]))).code).toBe("DOCUMENT_NOT_TEXT");
    expect(catchError(() => read(Buffer.alloc(4096)))).toMatchObject({
      code: "DOCUMENT_NOT_TEXT",
      why: expect.stringContaining("power") as string,
    });
    expect(catchError(() => read("a: 1\nb: x\0\0\0")).where.line).toBe(2);
    expect(catchError(() => read(Buffer.from("a: é\n").subarray(0, 4))).code).toBe("DOCUMENT_NOT_TEXT");
  });

  it("reads the Western code page of Windows, and takes damaged or cut UTF-8 for nothing else than it is", () => {
    const { mapping, encoding } = read(Buffer.from("a: Ged\u00E4chtnis \u0093x\u0094\n", "latin1"));
    expect(encoding).toBe("windows-1252");
    expect(mapping["a"]).toBe("Gedächtnis “x”");
    const damaged = Buffer.from("a: é\nb: ü\n");
    damaged[9] = 0x20;
    expect(catchError(() => read(damaged)).code).toBe("DOCUMENT_NOT_TEXT");
    expect(catchError(() => read(Buffer.from("a: x\nb: é").subarray(0, -1))).code).toBe("DOCUMENT_NOT_TEXT");
  });

  it.each([
    ["!!binary aGVsbG8=", "hello"],
    ["!!binary /w==", undefined],
  ])("%s is bytes", (text, value) => {
    const binary = read(`a: ${text}\n`).mapping["a"] as YamlBinary;
    expect(binary).toBeInstanceOf(YamlBinary);
    expect(binary.text).toBe(value);
  });

  it.each([
    ["!!float 5", 5],
    [
      "!!omap [a: 1, b: [2]]",
      [
        ["a", 1],
        ["b", [2]],
      ],
    ],
    [
      "!!pairs [a: 1, a: 2]",
      [
        ["a", 1],
        ["a", 2],
      ],
    ],
    ["!!set {x, y}", new YamlSet(["x", "y"])],
    ["! 12", 12],
    ["!!str 12", "12"],
    ["!<tag:yaml.org,2002:int> '7'", 7],
  ])("%s is what PyYAML makes of it", (text, value) => {
    expect(read(`a: ${text}\n`).mapping["a"]).toEqual(value);
  });

  it.each([
    ["!!python/name:os.system x", "the tag !!python/name:os.system means nothing here"],
    ["!!omap {a: 1}", "!!omap does not go with a mapping"],
    ["!!omap [1]", "!!omap takes entries of one key and its value"],
    ["!!int x", '"x" can\'t be read as !!int'],
    ["!mine 1", "the tag !mine means nothing here"],
    ["!!binary a", '"a" can\'t be read as !!binary'],
  ])("%s is refused: %s", (text, message) => {
    const error = catchError(() => read(`a: ${text}\n`));
    expect(error).toMatchObject({ code: "YAML_SYNTAX", where: { line: 1 } });
    expect(error.message).toContain(message);
  });

  it("shortens what the parser quotes", () => {
    expect(catchError(() => read("!".repeat(100_000))).message.length).toBeLessThan(200);
  });
});
