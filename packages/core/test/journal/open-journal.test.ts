import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openJournal, readJournal } from "../../src/journal/index.js";
import { writeDurably } from "../../src/platform/index.js";

test("what was appended is there again", () => {
  const folder = mkdtempSync(join(tmpdir(), "rigline-journal-"));
  const path = join(folder, "a", "b", "j.jsonl");
  const journal = openJournal(path);
  journal.append({ type: "x", n: 1 });
  journal.close();
  expect(openJournal(path).records).toMatchObject([{ type: "x", n: 1 }]);
  expect(readJournal(path)).toMatchObject({ tornBytes: 0, damaged: [] });
  writeDurably(join(folder, "f"), "hello");
});
