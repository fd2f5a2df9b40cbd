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

test("of thousands of journals that are all there the file stays small, and none is sent again", () => {
  const cursor = open();
  for (let index = 1; index <= 3000; index += 1) cursor.note(`${index}.jsonl`, sent(index));
  cursor.note("open.jsonl", sent(0));
  cursor.write();
  expect(readFileSync(join(folder, ".rigline", "fleet.json")).length).toBeLessThan(40_000);
  const again = open();
  for (let index = 1; index <= 3000; index += 1) {
    // One that was written in the same moment as the last that is not listed may be sent once more.
    if (again.mayLack(`${index}.jsonl`, index)) expect(index).toBe(2800);
    expect(again.mayLack(`${index}.jsonl`, 3001)).toBe(true);
  }
  expect([again.mayLack("new.jsonl", 3001), again.mayLack("open.jsonl", 7)]).toEqual([true, true]);
  expect(again.of("open.jsonl")).toEqual(sent(0));
});

test("what another fleet has, and a file that can't be read, say nothing", () => {
  const cursor = open();
  cursor.note("a.jsonl", sent(1));
  cursor.hear(7, { outcome: "taken", message: "" });
  cursor.write();
  expect([open().mayLack("a.jsonl", 1), Object.keys(open().answers)]).toEqual([false, ["7"]]);
  expect(open("https://b.org").mayLack("a.jsonl", 1)).toBe(true);
  writeFileSync(join(folder, ".rigline", "fleet.json"), "{");
  expect(open().mayLack("a.jsonl", 1)).toBe(true);
});

test("where it can't be written nothing fails, and it is written when that is mended", () => {
  const place = join(folder, ".rigline", "fleet.json");
  mkdirSync(place);
  const cursor = open();
  cursor.note("a.jsonl", sent(1));
  cursor.write();
  expect(open().mayLack("a.jsonl", 1)).toBe(true);
  rmdirSync(place);
  cursor.write();
  expect(open().mayLack("a.jsonl", 1)).toBe(false);
});
