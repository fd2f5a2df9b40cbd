import { createHash } from "node:crypto";
import { join } from "node:path";
import { nodeDisk } from "@rigline/foundation/disk";
import { nodeFileSystem } from "@rigline/foundation/platform";
import { expect, test } from "vitest";
import { readWriterSums } from "../../src/copy/writer-sums.js";
import { quickFolder, writeTree } from "../support/temporary-folder.js";

const sha = (text: string): string => createHash("sha256").update(text).digest("hex");

/** What is read of a session's lists; by the path of the file in it. */
function read(tree: Readonly<Record<string, string>>, completion?: string) {
  const folder = nodeDisk.realPath(quickFolder());
  writeTree(folder, tree);
  const sums = Object.keys(tree).filter((path) => path.endsWith(".sha256"));
  const found = readWriterSums(
    { disk: nodeDisk, fileSystem: nodeFileSystem },
    {
      sums: sums.map((path) => join(folder, path)),
      completion: completion === undefined ? undefined : { path: join(folder, completion), directory: folder },
    },
  );
  const said = found.sums.map(({ source, hash }) => [source.slice(folder.length + 1).replaceAll("\\", "/"), hash]);
  return { said: Object.fromEntries(said) as Record<string, string>, objections: found.objections };
}

test("a list in a folder is about files relative to it, in each form that sha256sum has", () => {
  const list = `${sha("a")}  ./a.bin\n${sha("b").toUpperCase()} *sub/b.bin\nSHA256 (c.bin) = ${sha("c")}\n`;
  const tree = { "in/a.bin": "a", "in/sub/b.bin": "b", "in/c.bin": "c", "in/checksums.sha256": list };
  expect(read(tree)).toEqual({
    said: { "in/a.bin": sha("a"), "in/sub/b.bin": sha("b"), "in/c.bin": sha("c") },
    objections: [],
  });
});

test.each([
  ["one bare hash", `${sha("a")}\r\n`],
  ["one line, made in another folder", `${sha("a")} */camera/7/a.bin\n`],
])("what is called as a file and has %s is about that file", (_what, list) => {
  expect(read({ "a.bin": "a", "a.bin.sha256": list })).toEqual({ said: { "a.bin": sha("a") }, objections: [] });
});

test.each([
  ["is no list", "checksums.sha256", "RIFF\n", "is no line of sha256sum"],
  ["names what is not there", "checksums.sha256", `${sha("a")}  a.bin\n${sha("b")}  b.bin\n`, "it names b.bin"],
  ["leads out of its folder", "in/all.sha256", `${sha("a")}  ../a.bin\n${sha("a")}  ../a.bin\n`, "is not in"],
  ["is about a file that is not there", "b.bin.sha256", sha("b"), "it names b.bin"],
])("one that %s does not count, and it is said why", (_what, name, list, why) => {
  const { said, objections } = read({ "a.bin": "a", [name]: list });
  expect(said).toEqual({});
  expect(objections).toEqual([expect.stringContaining(why)]);
});

test("an experiment's list of what is complete counts with its last word of each file", () => {
  const lines = [
    { event: "start" },
    { event: "complete", path: "a.bin", bytes: 1, sha256: sha("old") },
    { event: "complete", path: "./a.bin", bytes: 1, sha256: sha("a") },
    { event: "complete", path: "b.bin", bytes: 1 },
  ];
  const text = lines.map((line) => `${JSON.stringify(line)}\n`).join("");
  const tree = { "a.bin": "a", "b.bin": "b", "list.jsonl": text };
  expect(read(tree, "list.jsonl")).toEqual({ said: { "a.bin": sha("a") }, objections: [] });
  expect(read(tree, "other.jsonl")).toEqual({ said: {}, objections: [] });
  const odd = `${text}{"event":"complete","path":"b.bin","bytes":1,"sha256":"12"}\n`;
  const { said, objections } = read({ ...tree, "list.jsonl": odd }, "list.jsonl");
  expect([said, objections]).toEqual([{}, [expect.stringContaining("no sha256")]]);
});
