import { expect, test } from "vitest";
import { parseYaml } from "../../../src/config/sources/parse-yaml.js";

const placesOf = (content: string): Record<string, string> =>
  Object.fromEntries(
    [...parseYaml("f.yaml", content).places].map(([path, { line, column }]) => [path, `${line}:${column}`]),
  );

test("every key and every item of a list has its place", () => {
  expect(placesOf('a: 1\nb:\n  c: [x, { d: 1 }]\n  "e f":\n    - g\n')).toEqual({
    a: "1:1",
    b: "2:1",
    "b.c": "3:3",
    "b.c[0]": "3:7",
    "b.c[1]": "3:10",
    "b.c[1].d": "3:12",
    'b["e f"]': "4:3",
    'b["e f"][0]': "5:7",
  });
});

test("keys that are merged in have the place where they are written, own keys their own", () => {
  const content = "base: &base\n  a: 1\n  b: 2\nuse:\n  <<: *base\n  b: 3\n";
  expect(parseYaml("f.yaml", content).values).toEqual({ base: { a: 1, b: 2 }, use: { a: 1, b: 3 } });
  expect(placesOf(content)).toMatchObject({ "use.a": "2:3", "use.b": "6:3" });
});

test("a value that stands for another one keeps the place of its key", () => {
  expect(placesOf("a: &a { x: 1 }\nb: *a\n")).toMatchObject({ b: "2:1", "b.x": "1:9" });
});

test("numbers keep what was written", () => {
  expect([...parseYaml("f.yaml", "a: 000123\nb: 1.10\nc: '5'\nd: 0x10\ne: [1e3]\n").texts]).toEqual([
    ["a", "000123"],
    ["b", "1.10"],
    ["d", "0x10"],
    ["e[0]", "1e3"],
  ]);
});

test("YAML 1.2: times are text, yes is text, true is true", () => {
  expect(parseYaml("f.yaml", "a: 20:00:00\nb: yes\nc: true\nd: 2026-07-14\ne: 0o17\n").values).toEqual({
    a: "20:00:00",
    b: "yes",
    c: true,
    d: "2026-07-14",
    e: 15,
  });
});

test.each([
  [String.raw`"C:\temp\rig"`, "\\t"],
  [String.raw`"D:\new"`, "\\n"],
  [String.raw`"C:\bonsai/Bonsai.exe"`, "\\b"],
  [String.raw`"C:/data\ada"`, "\\a"],
  [String.raw`"\\server\new"`, "\\n"],
])("a Windows path whose backslashes YAML took for escapes is refused: %s", (written, escape) => {
  expect(() => parseYaml("f.yaml", `a: 1\ndata_dir: ${written}\n`)).toThrow(
    expect.objectContaining({
      code: "CONFIG_SYNTAX",
      where: { file: "f.yaml", line: 2, column: 11 },
      message: expect.stringContaining(`in double quotes ${escape} is no backslash`) as string,
      todo: "Write a path with slashes, C:/Data, or in single quotes, 'C:\\Data'.",
    }),
  );
});

test("paths that mean what they say, and text with lines, are taken as they are", () => {
  const content = String.raw`{ a: 'C:\temp', b: C:\new, c: "C:\\temp", d: "C:/temp", e: "A: one\ntwo", f: "\\\\server\\new" }`;
  expect(parseYaml("f.yaml", content).values).toEqual({
    a: String.raw`C:\temp`,
    b: String.raw`C:\new`,
    c: String.raw`C:\temp`,
    d: "C:/temp",
    e: "A: one\ntwo",
    f: String.raw`\\server\new`,
  });
});

test("JSON as people write it by hand: comments, commas behind the last item, tabs", () => {
  const content = [
    '{ // rig 3, left room: "data_dir"',
    '\t"data_dir": "data", /* the share is',
    '\t  http://x "y" */ "notes": "see http://lab/wiki /* not a comment */", // \'',
    '\t"escaped": "a\\"//b",',
    '\t"list": [1, 2, ],',
    "}",
  ].join("\n");
  const { values, places } = parseYaml("rigline.config.json", content);
  expect(values).toEqual({
    data_dir: "data",
    notes: "see http://lab/wiki /* not a comment */",
    escaped: 'a"//b',
    list: [1, 2],
  });
  expect(places.get("notes")).toMatchObject({ line: 3, column: 20 });
});

test("a mistake in JSON with comments is shown at its place, with the line as it is written", () => {
  const content = '{\n  // rig 3\n  "a": 1 // one\n  "b": 2\n}\n';
  expect(() => parseYaml("c.json", content)).toThrow(
    expect.objectContaining({
      code: "CONFIG_SYNTAX",
      where: expect.objectContaining({ line: 3 }) as object,
      todo: expect.stringContaining("a comma, a colon") as string,
      why: expect.stringContaining('"a": 1 // one') as string,
    }),
  );
});

test("in YAML two slashes are no comment", () => {
  expect(parseYaml("f.yaml", "a: x // y\n").values).toEqual({ a: "x // y" });
});

test("of a path in JSON it is still said how one is written", () => {
  expect(() => parseYaml("c.json", '{ "data_dir": "C:\\Data" }\n')).toThrow(
    expect.objectContaining({ todo: expect.stringContaining("C:/Data") as string }),
  );
});

test.each([
  ["in brackets", `a: ${"[".repeat(65)}${"]".repeat(65)}`],
  ["beyond the parser's own stack", `a: ${"[".repeat(5000)}${"]".repeat(5000)}`],
  ["by indentation", Array.from({ length: 66 }, (_, depth) => `${" ".repeat(depth)}a:`).join("\n")],
])("nesting beyond what anybody writes is refused at its place, %s", (_how, content) => {
  expect(() => parseYaml("f.yaml", content)).toThrow(
    expect.objectContaining({
      code: "CONFIG_SYNTAX",
      message: "f.yaml can't be read as YAML: it is nested more than 64 deep",
      where: expect.objectContaining({ file: "f.yaml" }) as object,
    }),
  );
});

test("64 lists within one another are read", () => {
  expect(() => parseYaml("f.yaml", `a: ${"[".repeat(63)}${"]".repeat(63)}`)).not.toThrow();
});
