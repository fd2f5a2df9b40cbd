import { createHash } from "node:crypto";
import { chmodSync, existsSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { identityOf, type Disk, nodeDisk } from "@rigline/foundation/disk";
import { describe, expect, test } from "vitest";
import { RiglineError } from "@rigline/foundation/errors";
import { copyBatch } from "../../src/copy/copy-batch.js";
import type { CopyTask } from "../../src/copy/copy-task.js";
import { retryRule } from "../../src/errors/retry-rules.js";
import { taskFor, unheard } from "../support/copy-tasks.js";
import { seededBytes } from "../support/seeded-random.js";
import { quickFolder, writeTree } from "../support/temporary-folder.js";

const MEBI = 1024 * 1024;

function failureCode(failure: unknown): string {
  return failure instanceof RiglineError ? failure.code : String(failure);
}

describe("a clean copy", () => {
  test.each([0, 1, 4095, 4096, MEBI - 1, MEBI, MEBI + 1, 3 * MEBI + 7])("of %i bytes is equal and hashed", (size) => {
    const root = quickFolder();
    const bytes = seededBytes(size, size);
    writeTree(root, { "source/file": bytes, "staging/": "" });
    const { verified, failure } = copyBatch(nodeDisk, "sha256", [taskFor(root, "file")], unheard);
    expect(failure).toBeUndefined();
    const hash = createHash("sha256").update(bytes).digest("hex");
    const { modified, identity } = taskFor(root, "file");
    const copy = identityOf(nodeDisk.inspect(join(root, "staging/file")));
    const expected = {
      path: "file",
      bytes: size,
      hash,
      modified,
      identity,
      copy,
      flushed: true,
      readBack: "cache",
      copied: true,
    };
    expect(verified).toEqual([expected]);
    expect(readFileSync(join(root, "staging/file")).equals(bytes)).toBe(true);
  });

  test("keeps the time of change", () => {
    const root = quickFolder();
    writeTree(root, { "source/file": "x", "staging/": "" });
    utimesSync(join(root, "source/file"), 1_700_000_000.25, 1_700_000_000.25);
    copyBatch(nodeDisk, "sha256", [taskFor(root, "file")], unheard);
    expect(Math.abs(statSync(join(root, "staging/file")).mtimeMs - 1_700_000_000_250)).toBeLessThan(1);
  });

  test.each([
    ["at once", {}],
    ["in pieces", { flushBytes: 4096 }],
  ])("read %s: is complete when the system takes and gives only a few bytes at a time", (_how, options) => {
    const root = quickFolder();
    const bytes = seededBytes(7, 10_000);
    writeTree(root, { "source/file": bytes, "staging/": "" });
    const stingy: Disk = {
      ...nodeDisk,
      write: (descriptor, chunk) => nodeDisk.write(descriptor, chunk.subarray(0, 777)),
      read: (descriptor, into) => nodeDisk.read(descriptor, into.subarray(0, 1013)),
    };
    const { failure } = copyBatch(stingy, "sha256", [taskFor(root, "file")], unheard, options);
    expect(failure).toBeUndefined();
    expect(readFileSync(join(root, "staging/file")).equals(bytes)).toBe(true);
  });

  test("replaces what a killed attempt left under the name", () => {
    const root = quickFolder();
    writeTree(root, { "source/file": "right", "staging/file": "half and much longer than right" });
    expect(copyBatch(nodeDisk, "sha256", [taskFor(root, "file")], unheard).failure).toBeUndefined();
    expect(readFileSync(join(root, "staging/file"), "utf8")).toBe("right");
  });

  test("flushes each file after its last write and before it is read back", () => {
    const root = quickFolder();
    writeTree(root, { "source/a": "1", "source/b": "2", "staging/": "" });
    const calls: string[] = [];
    const watched: Disk = {
      ...nodeDisk,
      createNew: (path) => (calls.push(`create ${path.slice(-1)}`), nodeDisk.createNew(path)),
      sync: (descriptor) => (calls.push("sync"), nodeDisk.sync(descriptor)),
      openSource: (path) => (
        path.includes("staging") && calls.push(`read ${path.slice(-1)}`),
        nodeDisk.openSource(path)
      ),
    };
    copyBatch(watched, "sha256", [taskFor(root, "a"), taskFor(root, "b")], unheard);
    expect(calls).toEqual(["create a", "create b", "sync", "sync", "read a", "read b"]);
  });
});

describe("a copy that the destination spoils after it was written", () => {
  /** A disk that lets a destination's bytes be changed between the flush and the reading back. */
  function spoiling(spoil: (bytes: Uint8Array, path: string) => Uint8Array): Disk {
    const created = new Map<number, string>();
    return {
      ...nodeDisk,
      createNew: (path) => {
        const descriptor = nodeDisk.createNew(path);
        created.set(descriptor, path);
        return descriptor;
      },
      close: (descriptor) => {
        nodeDisk.close(descriptor);
        const path = created.get(descriptor);
        created.delete(descriptor);
        if (path !== undefined) writeFileSync(path, spoil(readFileSync(path), path));
      },
    };
  }

  const flip = (bit: number) => (bytes: Uint8Array) => {
    const spoilt = Uint8Array.from(bytes);
    spoilt[bit >> 3] = (spoilt[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    return spoilt;
  };

  const SIZE = 3 * 4096;
  const edges = [0, 7, 8 * 4095 + 7, 8 * 4096, 8 * 8191, 8 * 8192, 8 * SIZE - 8, 8 * SIZE - 1];
  const spoils: Record<string, (bytes: Uint8Array) => Uint8Array> = {
    ...Object.fromEntries(edges.map((bit) => [`bit ${bit} flipped`, flip(bit)])),
    "a byte less": (bytes) => bytes.subarray(0, -1),
    "a byte more": (bytes) => Uint8Array.from([...bytes, 0]),
    emptied: () => new Uint8Array(0),
    "a zeroed block": (bytes) => Uint8Array.from(bytes).fill(0, 4096, 8192),
    "all zero": (bytes) => new Uint8Array(bytes.length),
    "two blocks swapped": (bytes) =>
      Uint8Array.from([...bytes.subarray(4096, 8192), ...bytes.subarray(0, 4096), ...bytes.subarray(8192)]),
  };
  test.each(Object.entries(spoils))("%s: is caught and removed", (_name, spoil) => {
    const root = quickFolder();
    writeTree(root, { "source/file": seededBytes(3, SIZE), "staging/": "" });
    const { verified, failure } = copyBatch(spoiling(spoil), "sha256", [taskFor(root, "file")], unheard);
    expect([failureCode(failure), verified]).toEqual(["COPY_DIFFERS", []]);
    expect(existsSync(join(root, "staging/file"))).toBe(false);
  });

  test("1,000 random bits flipped are caught, 1,000 clean files raise no alarm", () => {
    const root = quickFolder();
    writeTree(root, { "source/file": seededBytes(4, SIZE), "staging/": "" });
    const task = taskFor(root, "file");
    const summary = { injected: 0, detected: 0, clean: 0, falseAlarms: 0 };
    const bits = seededBytes(5, 4000);
    for (let round = 0; round < 1000; round += 1) {
      const bit = new DataView(bits.buffer).getUint32(round * 4) % (8 * SIZE);
      summary.injected += 1;
      const spoilt = copyBatch(spoiling(flip(bit)), "sha256", [task], unheard);
      if (failureCode(spoilt.failure) === "COPY_DIFFERS" && spoilt.verified.length === 0) summary.detected += 1;
      summary.clean += 1;
      const clean = copyBatch(nodeDisk, "sha256", [task], unheard);
      if (clean.failure !== undefined) summary.falseAlarms += 1;
    }
    expect(summary, "seeds 4 and 5").toEqual({ injected: 1000, detected: 1000, clean: 1000, falseAlarms: 0 });
  });

  test("two equal-sized files swapped are caught", () => {
    const root = quickFolder();
    writeTree(root, { "source/a": seededBytes(1, 100), "source/b": seededBytes(2, 100), "staging/": "" });
    const swapping = spoiling((_bytes, path) => seededBytes(path.endsWith("a") ? 2 : 1, 100));
    const outcome = copyBatch(swapping, "sha256", [taskFor(root, "a"), taskFor(root, "b")], unheard);
    expect([failureCode(outcome.failure), outcome.verified]).toEqual(["COPY_DIFFERS", []]);
    expect(readdirSync(join(root, "staging"))).toEqual([]);
  });
});

test("what is verified before the first failure stays, what follows is not begun", () => {
  const root = quickFolder();
  writeTree(root, { "source/a": "1", "source/b": "2", "source/c": "3", "staging/": "" });
  const tasks = ["a", "b", "c"].map((path) => taskFor(root, path));
  writeFileSync(join(root, "source/b"), "changed");
  const { verified, failure } = copyBatch(nodeDisk, "sha256", tasks, unheard);
  expect([verified.map((file) => file.path), failureCode(failure)]).toEqual([["a"], "SOURCE_CHANGED"]);
  expect(readdirSync(join(root, "staging"))).toEqual(["a"]);
});

test("a source that can't be closed leaves no copy open: Windows would keep the folder from being removed", () => {
  const root = quickFolder();
  writeTree(root, { "source/file": "x", "staging/": "" });
  const open = new Set<number>();
  let closings = 0;
  const opened = (descriptor: number): number => (open.add(descriptor), descriptor);
  const disk: Disk = {
    ...nodeDisk,
    openSource: (path) => opened(nodeDisk.openSource(path)),
    createNew: (path) => opened(nodeDisk.createNew(path)),
    close: (descriptor) => {
      nodeDisk.close(descriptor);
      open.delete(descriptor);
      if ((closings += 1) === 1) throw Object.assign(new Error("EIO: injected"), { code: "EIO" });
    },
  };
  const { verified, failure } = copyBatch(disk, "sha256", [taskFor(root, "file")], unheard);
  expect([failure, verified]).toMatchObject([undefined, [{ path: "file", copied: true }]]);
  expect([...open]).toEqual([]);
});

describe("a file that the ledger knows", () => {
  const countingDisk = (): { disk: Disk; written: () => number } => {
    let written = 0;
    const write: Disk["write"] = (descriptor, bytes) => ((written += bytes.length), nodeDisk.write(descriptor, bytes));
    return { disk: { ...nodeDisk, write }, written: () => written };
  };

  test("is read again and not copied again", () => {
    const root = quickFolder();
    writeTree(root, { "source/file": "content", "staging/": "" });
    const task = taskFor(root, "file");
    const ledgerHash = copyBatch(nodeDisk, "sha256", [task], unheard).verified[0]?.hash ?? "";
    const { disk, written } = countingDisk();
    const again = copyBatch(disk, "sha256", [{ ...task, ledgerHash }], unheard);
    expect([again.verified[0]?.copied, again.failure, written()]).toEqual([false, undefined, 0]);
  });

  test.each(["shorter", "same length", "gone"])("is copied again when the copy is %s", (kind) => {
    const root = quickFolder();
    writeTree(root, { "source/file": "content", "staging/": "" });
    const task = taskFor(root, "file");
    const ledgerHash = copyBatch(nodeDisk, "sha256", [task], unheard).verified[0]?.hash ?? "";
    if (kind === "gone") nodeDisk.removeFile(task.destination);
    else writeFileSync(task.destination, kind === "shorter" ? "conten" : "CONTENT");
    const again = copyBatch(nodeDisk, "sha256", [{ ...task, ledgerHash }], unheard);
    expect([again.verified[0]?.copied, again.failure]).toEqual([true, undefined]);
    expect(readFileSync(task.destination, "utf8")).toBe("content");
  });
});

describe("what an earlier attempt left counts only when it is known to stay", () => {
  function copied(): { readonly root: string; readonly task: CopyTask; readonly ledgerHash: string } {
    const root = quickFolder();
    writeTree(root, { "source/file": "content", "staging/": "" });
    const task = taskFor(root, "file");
    return { root, task, ledgerHash: copyBatch(nodeDisk, "sha256", [task], unheard).verified[0]?.hash ?? "" };
  }

  test("it is flushed, and then read: its attempt may have been killed before it could", () => {
    const { task, ledgerHash } = copied();
    const calls: string[] = [];
    const watched: Disk = {
      ...nodeDisk,
      flushFile: (path) => (calls.push(`flush ${path}`), nodeDisk.flushFile(path)),
      openSource: (path) => (calls.push(`read ${path}`), nodeDisk.openSource(path)),
    };
    const { verified } = copyBatch(watched, "sha256", [{ ...task, ledgerHash }], unheard);
    expect(verified).toMatchObject([{ copied: false, flushed: true }]);
    expect(calls).toEqual([`flush ${task.destination}`, `read ${task.destination}`]);
  });

  test("it does not count when its flush fails", () => {
    const { task, ledgerHash } = copied();
    const failing: Disk = {
      ...nodeDisk,
      flushFile: () => {
        throw Object.assign(new Error("EIO: injected"), { code: "EIO" });
      },
    };
    const { verified, failure } = copyBatch(failing, "sha256", [{ ...task, ledgerHash }], unheard);
    expect([verified, failureCode(failure)]).toEqual([[], "DESTINATION_UNREACHABLE"]);
  });

  test.each([
    ["the same content: read again, not copied", "content", false],
    ["other content: copied", "CONTENT", true],
  ])("a source in doubt, with %s", (_what, content, isCopied) => {
    const { root, task, ledgerHash } = copied();
    writeFileSync(task.source, content);
    const now = { ...taskFor(root, "file"), ledgerHash, sourceInDoubt: true };
    const { verified } = copyBatch(nodeDisk, "sha256", [now], unheard);
    expect(verified).toMatchObject([{ copied: isCopied, identity: now.identity }]);
    expect(readFileSync(task.destination, "utf8")).toBe(content);
  });
});

test("what was flushed stays when a later flush of the batch fails", () => {
  const root = quickFolder();
  writeTree(root, { "source/a": "1", "source/b": "2", "source/c": "3", "source/d": "4", "staging/": "" });
  let flushes = 0;
  const disk: Disk = {
    ...nodeDisk,
    sync: (descriptor) => {
      if ((flushes += 1) === 3) throw Object.assign(new Error("EHOSTDOWN: injected"), { code: "EIO" });
      nodeDisk.sync(descriptor);
    },
  };
  const tasks = ["a", "b", "c", "d"].map((path) => taskFor(root, path));
  const { verified, failure } = copyBatch(disk, "sha256", tasks, unheard);
  expect([verified.map(({ path }) => path), failureCode(failure)]).toEqual([["a", "b"], "DESTINATION_UNREACHABLE"]);
  expect(readdirSync(join(root, "staging"))).toEqual(["a", "b"]);
});

test.each(["ENOTSUP", "EINVAL"])("a share whose flush answers %s: verified, and said to be unflushed", (code) => {
  const root = quickFolder();
  writeTree(root, { "source/a": "1", "staging/": "" });
  const disk: Disk = {
    ...nodeDisk,
    sync: () => {
      throw Object.assign(new Error(`${code}: injected`), { code });
    },
  };
  const { verified, failure } = copyBatch(disk, "sha256", [taskFor(root, "a")], unheard);
  expect([verified, failure]).toMatchObject([[{ path: "a", flushed: false }], undefined]);
});

function expectTimeKept(time: string): void {
  const root = quickFolder();
  writeTree(root, { "source/file": "x", "staging/": "" });
  utimesSync(join(root, "source/file"), new Date(time), new Date(time));
  copyBatch(nodeDisk, "sha256", [taskFor(root, "file")], unheard);
  expect(statSync(join(root, "staging/file")).mtime.toISOString()).toBe(time);
}

test.each(["1970-01-01T00:00:00.000Z", "2106-02-07T06:28:15.000Z"])("a time of %s is kept", expectTimeKept);

test
  .skipIf(process.platform === "win32")
  .each(["1904-01-01T00:00:00.000Z", "1969-12-31T23:59:58.500Z", "2150-01-01T00:00:00.000Z"])(
  "a time of %s is kept (not on Windows: Node reads 32 bits of its seconds there)",
  expectTimeKept,
);

test.each([
  ["EIO", "DESTINATION_UNREACHABLE"],
  ["EHOSTDOWN", "DESTINATION_UNREACHABLE"],
  ["EPERM", undefined],
  ["ENOSYS", undefined],
])("a time of change that is refused by %s: %s", (code, expected) => {
  const root = quickFolder();
  writeTree(root, { "source/a": "1", "staging/": "" });
  const disk: Disk = {
    ...nodeDisk,
    setModified: () => {
      throw Object.assign(new Error(`${code}: injected`), { code });
    },
  };
  const { verified, failure } = copyBatch(disk, "sha256", [taskFor(root, "a")], unheard);
  expect([verified.length, (failure as RiglineError | undefined)?.code]).toEqual([
    expected === undefined ? 1 : 0,
    expected,
  ]);
});

test.each(["ENOSPC", "EDQUOT"])("a destination that answers %s is full", (code) => {
  const root = quickFolder();
  writeTree(root, { "source/a": "1", "staging/": "" });
  const disk: Disk = {
    ...nodeDisk,
    write: () => {
      throw Object.assign(new Error(`${code}: injected`), { code });
    },
  };
  expect(failureCode(copyBatch(disk, "sha256", [taskFor(root, "a")], unheard).failure)).toBe("DESTINATION_FULL");
  expect(readdirSync(join(root, "staging"))).toEqual([]);
});

test.skipIf(process.platform === "win32").each([
  [0o600, 0o600],
  [0o640, 0o640],
  [0o755, 0o755],
  [0o444, 0o444],
  [0o777, 0o755],
])("a source of mode %o gives a copy of mode %o, under the usual umask", (mode, expected) => {
  const root = quickFolder();
  writeTree(root, { "source/file": "x", "staging/": "" });
  chmodSync(join(root, "source/file"), mode);
  const umask = process.umask(0o022);
  try {
    copyBatch(nodeDisk, "sha256", [taskFor(root, "file")], unheard);
  } finally {
    process.umask(umask);
  }
  expect(statSync(join(root, "staging/file")).mode & 0o777).toBe(expected);
});

test.each([
  ["ENAMETOOLONG", "PATH_TOO_LONG"],
  ["EINVAL", "DESTINATION_REFUSES_FILE"],
  ["EILSEQ", "DESTINATION_REFUSES_FILE"],
  ["EFBIG", "DESTINATION_REFUSES_FILE"],
])("a name or size that the destination answers with %s is no trouble that passes: %s", (code, expected) => {
  const root = quickFolder();
  writeTree(root, { "source/a": "1", "staging/": "" });
  const disk: Disk = {
    ...nodeDisk,
    createNew: () => {
      throw Object.assign(new Error(`${code}: injected`), { code });
    },
  };
  expect(failureCode(copyBatch(disk, "sha256", [taskFor(root, "a")], unheard).failure)).toBe(expected);
  expect(retryRule(expected)).toBe("few");
});

test("a copy that can't be read back is the destination's trouble", () => {
  const root = quickFolder();
  writeTree(root, { "source/a": "1", "staging/": "" });
  const task = taskFor(root, "a");
  const openSource = (path: string): number => {
    if (path === task.destination) throw Object.assign(new Error("ENOENT: injected"), { code: "ENOENT" });
    return nodeDisk.openSource(path);
  };
  expect(failureCode(copyBatch({ ...nodeDisk, openSource }, "sha256", [task], unheard).failure)).toBe(
    "COPY_READ_FAILED",
  );
});
