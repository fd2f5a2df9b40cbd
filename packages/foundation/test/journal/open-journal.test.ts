import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openJournal, readJournal, type DurableBytes, type JournalRecord } from "@rigline/foundation/journal";
import { nodeFileSystem, type FileSystem } from "@rigline/foundation/platform";
import { createFakeClock } from "../../src/testing/fake-clock.js";
import {
  createFaultyFileSystem,
  type FaultyFileSystem,
  type Operation,
} from "../../../core/test/fixtures/faulty-file-system.js";

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "rigline-journal-"));
  path = join(folder, "deep", "er", "journal.jsonl");
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(...records: JournalRecord[]): void {
  const journal = openJournal(path, { clock: createFakeClock() });
  journal.appendAll(records);
  journal.close();
}

test("a line is a checksum and a record that any reader of JSON lines understands", () => {
  write({ type: "sessionOpened", subject: "Mäuschen \u{1F42D}\n" });
  expect(readFileSync(path, "utf8")).toBe(
    '{"sum":"2d5871ea","record":{"type":"sessionOpened","subject":"Mäuschen \u{1F42D}\\n","at":"2026-07-14T16:05:00.000Z"}}\n',
  );
});

test("what was appended is there when it is opened again, in order", () => {
  write({ type: "a", n: 1 }, { type: "b", at: "earlier" });
  write({ type: "c" });
  const journal = openJournal(path);
  expect(journal.records).toEqual([
    { type: "a", n: 1, at: "2026-07-14T16:05:00.000Z" },
    { type: "b", at: "earlier" },
    { type: "c", at: "2026-07-14T16:05:00.000Z" },
  ]);
  journal.close();
});

test("its records are those on the disk: later changes of what was passed do not reach them", () => {
  const journal = openJournal(path);
  const record = { type: "a", date: new Date(0), gone: undefined, list: [1] };
  journal.append(record);
  record.list.push(2);
  expect(journal.records).toMatchObject([{ type: "a", date: "1970-01-01T00:00:00.000Z", list: [1] }]);
  expect(journal.records).toEqual(readJournal(path).records);
  journal.close();
});

test("it returns from append after the flush, and flushes the folder that it made the file in", () => {
  const fileSystem = createFaultyFileSystem();
  const journal = openJournal(path, { fileSystem });
  expect(fileSystem.calls).toContain(`syncFolder ${dirname(path)}`);
  expect(fileSystem.calls).toContain(`syncFolder ${folder}`);
  const before = fileSystem.calls.length;
  journal.append({ type: "a" });
  expect(fileSystem.calls.slice(before)).toEqual([`file.append ${path}`, `file.sync ${path}`]);
  journal.appendAll([{ type: "b" }, { type: "c" }, { type: "d" }]);
  expect(fileSystem.calls.slice(before + 2)).toEqual([`file.append ${path}`, `file.sync ${path}`]);
  journal.close();
});

describe("a journal that is found", () => {
  function found(): void {
    const journal = openJournal(path);
    journal.append({ type: "a" });
    journal.close();
  }
  const flushes = (fileSystem: FaultyFileSystem): readonly string[] =>
    fileSystem.calls.filter((call) => call.includes("sync"));

  test("is flushed with its name before it counts: who wrote it may have been killed before he could", () => {
    found();
    const fileSystem = createFaultyFileSystem();
    openJournal(path, { fileSystem }).close();
    expect(flushes(fileSystem)).toEqual([`file.sync ${path}`, `syncFolder ${dirname(path)}`]);
  });

  test.each(["file.sync", "syncFolder"] as const)("does not count when that fails: %s", (operation) => {
    found();
    const fileSystem = createFaultyFileSystem();
    fileSystem.fail(operation, "EIO");
    expect(() => openJournal(path, { fileSystem })).toThrow(expect.objectContaining({ code: "JOURNAL_WRITE_FAILED" }));
    // Or each try would leave one more open.
    expect(fileSystem.calls.filter((call) => call.startsWith("file.close"))).toHaveLength(1);
  });

  test("is not flushed again by the process that flushed it, unless somebody wrote to it since", () => {
    const durable: DurableBytes = new Map();
    const first = openJournal(path, { durable });
    first.append({ type: "a" });
    first.close();
    const own = createFaultyFileSystem();
    openJournal(path, { fileSystem: own, durable }).close();
    expect(flushes(own)).toEqual([]);
    found();
    const another = createFaultyFileSystem();
    openJournal(path, { fileSystem: another, durable }).close();
    expect(flushes(another)).toEqual([`file.sync ${path}`, `syncFolder ${dirname(path)}`]);
  });

  test("is flushed when the process's own last write failed", () => {
    const durable: DurableBytes = new Map();
    const failing = createFaultyFileSystem();
    const journal = openJournal(path, { fileSystem: failing, durable });
    journal.append({ type: "a" });
    failing.fail("file.sync", "EIO");
    expect(() => journal.append({ type: "b" })).toThrow("cannot write");
    journal.close();
    const fileSystem = createFaultyFileSystem();
    openJournal(path, { fileSystem, durable }).close();
    expect(flushes(fileSystem)).not.toEqual([]);
  });

  test("in a folder that is found, a new one flushes that folder's own name too", () => {
    mkdirSync(dirname(path), { recursive: true });
    const fileSystem = createFaultyFileSystem();
    openJournal(path, { fileSystem }).close();
    expect(flushes(fileSystem)).toEqual([`syncFolder ${dirname(dirname(path))}`, `syncFolder ${dirname(path)}`]);
  });
});

describe("a torn tail", () => {
  test("is cut at every byte, also in the middle of a character, and appending goes on after it", () => {
    write({ type: "a", text: "ä\u{1F42D}" }, { type: "b", text: "Ω" }, { type: "c" });
    const whole = readFileSync(path);
    const lineEnds = [...whole.keys()].filter((index) => whole[index] === 0x0a);
    for (let length = 0; length <= whole.length; length += 1) {
      writeFileSync(path, whole.subarray(0, length));
      const journal = openJournal(path, { clock: createFakeClock() });
      // A line is whole when all but its line break is there.
      const wholeLines = lineEnds.filter((end) => end <= length).length;
      expect(journal.records.map(({ type }) => type)).toEqual(["a", "b", "c"].slice(0, wholeLines));
      journal.append({ type: "next" });
      journal.close();
      expect(readJournal(path)).toMatchObject({ tornBytes: 0, damaged: [] });
      expect(readJournal(path).records.map(({ type }) => type)).toEqual([
        ...["a", "b", "c"].slice(0, wholeLines),
        "next",
      ]);
    }
  });

  test("of a line break that is missing is mended, and flushed before anything follows it", () => {
    write({ type: "a" });
    writeFileSync(path, readFileSync(path).subarray(0, -1));
    const fileSystem = createFaultyFileSystem();
    openJournal(path, { fileSystem, durable: new Map([[path, readFileSync(path).length]]) }).close();
    const calls = fileSystem.calls.filter((call) => call.startsWith("file."));
    expect(calls).toEqual([`file.append ${path}`, `file.sync ${path}`, `file.close ${path}`]);
    expect(readJournal(path)).toMatchObject({ breakMissing: false, damaged: [] });
  });

  test("of zeros, as a power cut leaves them, is cut", () => {
    write({ type: "a" });
    appendFileSync(path, Buffer.alloc(4_096));
    expect(readJournal(path)).toMatchObject({ tornBytes: 4_096, damaged: [] });
    const journal = openJournal(path);
    expect(journal.records).toHaveLength(1);
    journal.close();
    expect(readJournal(path).tornBytes).toBe(0);
  });
});

describe("a damaged line in the middle", () => {
  beforeEach(() => {
    write({ type: "a" }, { type: "b" }, { type: "c" });
    const lines = readFileSync(path, "utf8").split("\n");
    lines[1] = (lines[1] ?? "").replace('"b"', '"x"');
    writeFileSync(path, lines.join("\n"));
  });

  test("is an error with its line number", () => {
    expect(() => openJournal(path)).toThrow(
      expect.objectContaining({
        code: "JOURNAL_DAMAGED",
        message: `line 2 of the journal ${path} is damaged`,
        where: { file: path, line: 2 },
      }),
    );
  });

  test("can be passed over, and the file keeps it", () => {
    const journal = openJournal(path, { damaged: "skip" });
    expect(journal.records.map(({ type }) => type)).toEqual(["a", "c"]);
    journal.append({ type: "d" });
    journal.close();
    expect(readJournal(path)).toMatchObject({ damaged: [{ line: 2 }], tornBytes: 0 });
    expect(readJournal(path).records).toHaveLength(3);
  });
});

describe("when the disk fails", () => {
  test.each<[Operation, string]>([
    ["file.append", "ENOSPC"],
    ["file.sync", "EIO"],
  ])("in %s the record is not there, and the next one is not torn by it", (operation, code) => {
    const fileSystem = createFaultyFileSystem();
    const journal = openJournal(path, { fileSystem });
    journal.append({ type: "a" });
    fileSystem.fail(operation, code, { times: 1, half: true });
    expect(() => journal.append({ type: "b", text: "x".repeat(100) })).toThrow(
      expect.objectContaining({ code: "JOURNAL_WRITE_FAILED", exitCode: 10 }),
    );
    expect(journal.records.map(({ type }) => type)).toEqual(["a"]);
    journal.append({ type: "c" });
    journal.close();
    expect(readJournal(path).records.map(({ type }) => type)).toEqual(["a", "c"]);
    expect(readJournal(path).damaged).toEqual([]);
  });

  test("what is taken back is flushed: a power cut must not bring it back to follow an answer that it is not there", () => {
    const fileSystem = createFaultyFileSystem();
    const journal = openJournal(path, { fileSystem });
    journal.append({ type: "a" });
    const before = fileSystem.calls.length;
    fileSystem.fail("file.append", "ENOSPC", { times: 1, half: true });
    expect(() => journal.append({ type: "b" })).toThrow("cannot write the journal");
    journal.close();
    expect(fileSystem.calls.slice(before, before + 3)).toEqual([
      `file.append ${path}`,
      `file.truncate ${path}`,
      `file.sync ${path}`,
    ]);
  });

  test("and half a line can't be taken back, nothing more is written behind it", () => {
    const fileSystem = createFaultyFileSystem();
    const journal = openJournal(path, { fileSystem });
    journal.append({ type: "a" });
    fileSystem.fail("file.append", "EIO", { times: 1, half: true });
    fileSystem.fail("file.truncate", "EIO");
    expect(() => journal.append({ type: "b" })).toThrow("cannot write the journal");
    expect(() => journal.append({ type: "c" })).toThrow(
      expect.objectContaining({ why: "an earlier write failed and could not be undone" }),
    );
    journal.close();
    const again = openJournal(path);
    expect(again.records.map(({ type }) => type)).toEqual(["a"]);
    again.close();
  });

  test.each<Operation>(["file.truncate", "file.sync"])(
    "and the disk refuses for a moment to take it back (%s), that is done before the next record",
    (operation) => {
      const fileSystem = createFaultyFileSystem();
      const journal = openJournal(path, { fileSystem });
      journal.append({ type: "a" });
      fileSystem.fail("file.append", "ENOSPC", { times: 1, half: true });
      fileSystem.fail(operation, "ENOSPC", { times: 2 });
      expect(() => journal.append({ type: "b" })).toThrow("cannot write the journal");
      expect(() => journal.append({ type: "c" })).toThrow(
        expect.objectContaining({ why: "an earlier write failed and could not be undone" }),
      );
      journal.append({ type: "d" });
      journal.close();
      expect(readJournal(path)).toMatchObject({ records: [{ type: "a" }, { type: "d" }], damaged: [] });
    },
  );

  test("and what is taken back by its writer can't be, it stands, and nothing follows it", () => {
    const fileSystem = createFaultyFileSystem();
    const journal = openJournal(path, { fileSystem });
    journal.append({ type: "a" });
    fileSystem.fail("file.truncate", "EIO", { times: 1 });
    expect(journal.takeBack()).toBe(false);
    expect(() => journal.append({ type: "b" })).toThrow(
      expect.objectContaining({ why: "an earlier write failed and could not be undone" }),
    );
    journal.close();
    expect(readJournal(path).records.map(({ type }) => type)).toEqual(["a"]);
  });

  test.each<Operation>(["makeFolder", "openAppend"])("in %s it does not open", (operation) => {
    const fileSystem = createFaultyFileSystem();
    fileSystem.fail(operation, "EACCES");
    expect(() => openJournal(path, { fileSystem })).toThrow(expect.objectContaining({ code: "JOURNAL_WRITE_FAILED" }));
  });

  test("while it is read, that is said", () => {
    write({ type: "a" });
    const fileSystem = createFaultyFileSystem();
    fileSystem.fail("read", "EIO");
    expect(() => openJournal(path, { fileSystem })).toThrow(expect.objectContaining({ code: "JOURNAL_UNREADABLE" }));
    expect(() => readJournal(join(folder, "absent"))).toThrow(expect.objectContaining({ code: "JOURNAL_UNREADABLE" }));
  });
});

test("a record that is no JSON is refused and leaves the journal as it was", () => {
  const journal = openJournal(path);
  const circle: Record<string, unknown> = { type: "a" };
  circle["self"] = circle;
  expect(() => journal.append(circle as JournalRecord)).toThrow(
    expect.objectContaining({ code: "JOURNAL_WRITE_FAILED" }),
  );
  journal.append({ type: "b" });
  journal.close();
  expect(readJournal(path).records.map(({ type }) => type)).toEqual(["b"]);
});

test("a closed journal takes nothing, and closing it twice is fine", () => {
  const journal = openJournal(path);
  journal.close();
  journal.close();
  expect(() => journal.append({ type: "a" })).toThrow(expect.objectContaining({ why: "it has been closed" }));
});

test("one that another has taken the place of since it was read is not added to", () => {
  write({ type: "a" });
  const renamed = join(folder, "renamed");
  const swapping = {
    ...createFaultyFileSystem(),
    openAppend: (file: string) => {
      renameSync(join(folder, "deep"), renamed);
      mkdirSync(dirname(file), { recursive: true });
      return nodeFileSystem.openAppend(file);
    },
  };
  expect(() => openJournal(path, { fileSystem: swapping })).toThrow(
    expect.objectContaining({
      code: "JOURNAL_WRITE_FAILED",
      why: expect.stringContaining("is not the file that was read") as string,
    }),
  );
  expect(existsSync(path)).toBe(false);
  expect(readJournal(join(renamed, "er", "journal.jsonl")).records).toHaveLength(1);
});

test("a journal that can't be looked at now is not taken for a new one", () => {
  write({ type: "a" });
  const fileSystem = createFaultyFileSystem();
  fileSystem.fail("read", "EIO", { times: 1 });
  expect(() => openJournal(path, { fileSystem })).toThrowError(expect.objectContaining({ code: "JOURNAL_UNREADABLE" }));
  const journal = openJournal(path, { fileSystem });
  expect(journal.records.map(({ type }) => type)).toEqual(["a"]);
  journal.close();
});

test("a close that the system refuses takes no record back, and hides no outcome", () => {
  const refuse = (): never => {
    throw Object.assign(new Error("EIO: i/o error, close"), { code: "EIO" });
  };
  const fileSystem: FileSystem = {
    ...nodeFileSystem,
    openAppend: (file) => {
      const opened = nodeFileSystem.openAppend(file);
      return {
        get size() {
          return opened.size;
        },
        append: (bytes) => opened.append(bytes),
        truncate: (size) => opened.truncate(size),
        sync: () => opened.sync(),
        close: () => {
          opened.close();
          refuse();
        },
      };
    },
  };
  const journal = openJournal(path, { fileSystem, clock: createFakeClock() });
  journal.append({ type: "a" });
  journal.close();
  expect(readJournal(path).records).toMatchObject([{ type: "a" }]);
});

test("what was appended last can be taken back, with its flush, and nothing else", () => {
  write({ type: "a" });
  const journal = openJournal(path, { clock: createFakeClock() });
  expect(journal.takeBack()).toBe(false);
  journal.append({ type: "b" });
  journal.appendAll([{ type: "c" }, { type: "d" }]);
  expect([journal.takeBack(), journal.takeBack()]).toEqual([true, false]);
  expect(journal.records.map(({ type }) => type)).toEqual(["a", "b"]);
  journal.append({ type: "e" });
  journal.close();
  expect(journal.takeBack()).toBe(false);
  expect(readJournal(path).records.map(({ type }) => type)).toEqual(["a", "b", "e"]);
});

test("what can't be taken back stands, and nothing is written behind it", () => {
  const fileSystem: FileSystem = {
    ...nodeFileSystem,
    openAppend: (file) => {
      const open = nodeFileSystem.openAppend(file);
      return Object.assign(Object.create(open) as typeof open, {
        append: (bytes: Uint8Array) => open.append(bytes),
        sync: () => open.sync(),
        close: () => open.close(),
        truncate: () => {
          throw Object.assign(new Error("EIO: injected"), { code: "EIO" });
        },
      });
    },
  };
  const journal = openJournal(path, { fileSystem });
  journal.append({ type: "a" });
  expect(journal.takeBack()).toBe(false);
  expect(() => journal.append({ type: "b" })).toThrow(/cannot write the journal/);
  journal.close();
  expect(readJournal(path).records.map(({ type }) => type)).toEqual(["a"]);
});
