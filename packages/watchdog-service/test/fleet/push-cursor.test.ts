import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { nodeFileSystem } from "@rigline/foundation/platform";
import { beforeEach, expect, test } from "vitest";
import { PushCursor } from "../../src/fleet/push-cursor.js";
import { quickFolder } from "../support/temporary-folder.js";

let folder: string;
beforeEach(() => {
  folder = quickFolder();
  mkdirSync(join(folder, ".rigline"));
});

const open = (url = "https://a.org"): PushCursor => new PushCursor(nodeFileSystem, folder, url);
const sent = (modified: number) => ({ epoch: "e", seq: 3, tail: "t", modified });
const found = (name: string, modified: number) => ({ name, modified });
const DONE = { at: "", outcome: "taken", message: "", told: false } as const;

test("of thousands of journals that are all there the file stays small, and none is sent again", () => {
  const cursor = open();
  const all = Array.from({ length: 3000 }, (_, index) => found(`${index}.jsonl`, index + 1));
  for (const { name, modified } of all) cursor.note(name, sent(modified));
  cursor.note("open.jsonl", sent(0));
  cursor.write();
  expect(readFileSync(join(folder, ".rigline", "fleet.json")).length).toBeLessThan(40_000);
  const more = [found("0.jsonl", 3001), found("new.jsonl", 3001), found("open.jsonl", 7)];
  expect(open().lacking([...all.slice(1), ...more])).toEqual(more);
  expect(open().lacking(all)).toEqual([]);
  expect(open().of("open.jsonl")).toEqual(sent(0));
});

test("what was written while a clock was set back is not taken for what is there already", () => {
  const cursor = open();
  const all = Array.from({ length: 600 }, (_, index) => found(`${index}.jsonl`, 5000 + index));
  for (const { name, modified } of all) cursor.note(name, sent(modified));
  cursor.write();
  // The clock was ahead, and is right again; the fleet was away all the while.
  expect(open().lacking([...all, found("late.jsonl", 40)])).toContainEqual(found("late.jsonl", 40));
});

test("what another fleet has, and a file that can't be read, say nothing", () => {
  const cursor = open();
  cursor.note("a.jsonl", sent(1));
  cursor.noteWish(7, DONE);
  cursor.write();
  const one = [found("a.jsonl", 1)];
  expect([open().lacking(one), open().wish(7)]).toEqual([[], DONE]);
  expect([open("https://b.org").lacking(one), open("https://b.org").wish(7)]).toEqual([one, undefined]);
  writeFileSync(join(folder, ".rigline", "fleet.json"), "{");
  expect(open().lacking(one)).toEqual(one);
});

test("where it can't be written nothing fails, and it is written when that is mended", () => {
  const place = join(folder, ".rigline", "fleet.json");
  mkdirSync(place);
  const cursor = open();
  cursor.note("a.jsonl", sent(1));
  cursor.write();
  const one = [found("a.jsonl", 1)];
  expect(open().lacking(one)).toEqual(one);
  rmdirSync(place);
  cursor.write();
  expect(open().lacking(one)).toEqual([]);
});

test("of wishes that are done the last are remembered, and of those that are not all", () => {
  const cursor = open();
  for (let id = 1; id <= 300; id += 1) cursor.noteWish(id, { ...DONE, told: id > 3 });
  expect([cursor.wishes.length, cursor.wish(3), cursor.wish(4), cursor.wish(300)?.told]).toEqual([
    200,
    DONE,
    undefined,
    true,
  ]);
});
