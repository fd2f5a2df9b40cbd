import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openJournal, readJournal } from "@rigline/foundation/journal";

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "rigline-journal-"));
  path = join(folder, "journal.jsonl");
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Numbers from 0 up to `below`, the same for the same seed. */
function createRandom(seed: string): (below: number) => number {
  let counter = 0;
  return (below) => createHash("sha256").update(`${seed} ${counter++}`).digest().readUInt32LE() % below;
}

test("an empty file is a journal without records", () => {
  writeFileSync(path, "");
  expect(readJournal(path)).toEqual({ records: [], damaged: [], tornBytes: 0, wholeBytes: 0, breakMissing: false });
});

test("5,000 flips of a random bit never give a record that was not written", () => {
  const seed = "bit flips 1";
  const random = createRandom(seed);
  const journal = openJournal(path);
  journal.appendAll(Array.from({ length: 20 }, (_, n) => ({ type: `type ${n}`, n, text: "äö\u{1F42D}", list: [n] })));
  journal.close();
  const written = new Set(journal.records.map((record) => JSON.stringify(record)));
  const whole = readFileSync(path);
  const flipped = join(folder, "flipped.jsonl");
  for (let round = 0; round < 5_000; round += 1) {
    const bit = random(whole.length * 8);
    const bytes = Buffer.from(whole);
    bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    writeFileSync(flipped, bytes);
    const { records, damaged, tornBytes } = readJournal(flipped);
    const wrong = records.filter((record) => !written.has(JSON.stringify(record)));
    const told = damaged.length > 0 || tornBytes > 0 || records.length === 20;
    expect({ seed, bit, wrong, told }).toEqual({ seed, bit, wrong: [], told: true });
    // One bit can spoil a line, or the line break between two of them.
    expect(records.length).toBeGreaterThanOrEqual(18);
  }
});

test("a line of which any one byte is not as it was written is damaged, those around its record too", () => {
  const journal = openJournal(path);
  journal.appendAll([{ type: "a" }, { type: "b" }]);
  journal.close();
  const whole = readFileSync(path);
  for (let index = 0; index < whole.indexOf("\n"); index += 1) {
    const bytes = Buffer.from(whole);
    bytes[index] = (bytes[index] ?? 0) ^ 1;
    writeFileSync(path, bytes);
    const { records, damaged } = readJournal(path);
    expect({ index, types: records.map(({ type }) => type), damaged }).toMatchObject({
      types: ["b"],
      damaged: [{ line: 1 }],
    });
  }
});

test.each([
  ["no JSON", "{type:1}"],
  ["no object", "[1]"],
  ["null", "null"],
  ["no type", '{"kind":"a"}'],
  ["a type that is no text", '{"type":1}'],
])("a line with a right checksum over %s is damaged", (_what, text) => {
  const sum = crc32(text).toString(16).padStart(8, "0");
  writeFileSync(path, `{"sum":"${sum}","record":${text}}\n`);
  expect(readJournal(path)).toMatchObject({ records: [], damaged: [{ line: 1 }] });
});

test.each(["", "\r", "{}", '{"sum":"00000000","record":', '{"sum":"', "x".repeat(100_000)])(
  "a line that is none (%#) is damaged, and those after it are read",
  (line) => {
    const journal = openJournal(path);
    journal.append({ type: "a" });
    journal.close();
    writeFileSync(path, `${line}\n${readFileSync(path, "utf8")}`);
    expect(readJournal(path)).toMatchObject({ records: [{ type: "a" }], damaged: [{ line: 1, bytes: line.length }] });
  },
);

test("a record with a key that is special to JavaScript stays a plain record", () => {
  const journal = openJournal(path);
  journal.append(JSON.parse('{"type":"a","__proto__":{"polluted":true}}') as { type: string });
  journal.close();
  const [record] = readJournal(path).records;
  expect(Object.getPrototypeOf(record)).toBe(Object.prototype);
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
});
