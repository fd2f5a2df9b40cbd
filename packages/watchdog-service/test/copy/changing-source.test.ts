import {
  appendFileSync,
  chmodSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { identityOf, type Disk, type DiskEntry, nodeDisk } from "@rigline/foundation/disk";
import { describe, expect, test } from "vitest";
import { RiglineError } from "@rigline/foundation/errors";
import { copyBatch } from "../../src/copy/copy-batch.js";
import type { CopyTask } from "../../src/copy/copy-task.js";
import { taskFor, unheard } from "../support/copy-tasks.js";
import { seededBytes } from "../support/seeded-random.js";
import { quickFolder, writeTree } from "../support/temporary-folder.js";

const MEBI = 1024 * 1024;
/** How a source is read: piece by piece, and a small one at once. */
const ways = {
  "in pieces": { size: 3 * MEBI, flushBytes: 2 * MEBI },
  "at once": { size: 5000, flushBytes: 2 * MEBI },
};
type Way = keyof typeof ways;
/** Whole seconds, so that what keeps times keeps these exactly and only identity tells. */
const PLANNED = 1_600_000_000;

/** The system's clock for files moves on every few milliseconds only. */
function untilTouched(path: string, change: () => void): void {
  const before = identityOf(nodeDisk.inspect(path));
  do change();
  while (identityOf(nodeDisk.inspect(path)) === before);
}

function writeSource(root: string, way: Way): CopyTask {
  writeTree(root, { "source/file": seededBytes(8, ways[way].size), "staging/": "" });
  utimesSync(join(root, "source/file"), PLANNED, PLANNED);
  return taskFor(root, "file");
}

const changes: Record<string, (path: string) => void> = {
  "appended to": (path) => appendFileSync(path, "more"),
  truncated: (path) => truncateSync(path, statSync(path).size - 5),
  "rewritten at the same size": (path) => writeFileSync(path, seededBytes(9, statSync(path).size)),
  "replaced by a rename": (path) => {
    writeFileSync(`${path}.new`, readFileSync(path));
    utimesSync(`${path}.new`, PLANNED, PLANNED);
    renameSync(`${path}.new`, path);
  },
  "rewritten at the same size, its time put back": (path) =>
    untilTouched(path, () => {
      writeFileSync(path, seededBytes(9, statSync(path).size));
      utimesSync(path, PLANNED, PLANNED);
    }),
  deleted: (path) => rmSync(path),
  touched: (path) => utimesSync(path, 1_700_000_000, 1_700_000_000),
};

const moments: Record<string, (source: string, change: () => void, size: number) => Disk> = {
  "before it is opened": (source, change) => ({
    ...nodeDisk,
    openSource: (path) => {
      if (path === source) change();
      return nodeDisk.openSource(path);
    },
  }),
  "while it is read": (_source, change) => {
    let reads = 0;
    return {
      ...nodeDisk,
      read: (...args) => {
        if ((reads += 1) === 2) change();
        return nodeDisk.read(...args);
      },
    };
  },
  "after its last byte was read": (_source, change, size) => {
    let read = 0;
    return {
      ...nodeDisk,
      read: (...args) => {
        const bytes = nodeDisk.read(...args);
        const isLast = read < size && read + bytes >= size;
        read += bytes;
        if (isLast) change();
        return bytes;
      },
    };
  },
};
/** What is read at once is read before or after. */
const cases = Object.keys(moments).flatMap((moment) =>
  (Object.keys(ways) as Way[])
    .filter((way) => way === "in pieces" || moment !== "while it is read")
    .map((way) => ({ moment, way })),
);

/** Windows lets nobody put another file in the place of one that is open; the copy is then of the file that was planned. */
function isRefusedByWindows(error: unknown): boolean {
  return process.platform === "win32" && (error as NodeJS.ErrnoException).code === "EPERM";
}

for (const { moment, way } of cases)
  test.each(Object.entries(changes))(`a source, read ${way}, that is %s ${moment} is not verified`, (_kind, change) => {
    const root = quickFolder();
    const task = writeSource(root, way);
    const { size, flushBytes } = ways[way];
    let changed = 0;
    let refused = false;
    const onMoment = (): void => {
      changed += 1;
      try {
        change(task.source);
      } catch (error) {
        refused = isRefusedByWindows(error);
        if (!refused) throw error;
      }
    };
    const disk = moments[moment]!(task.source, onMoment, size);
    const { verified, failure } = copyBatch(disk, "sha256", [task], unheard, { flushBytes });
    expect(changed).toBe(1);
    if (refused) return expect([failure, verified]).toMatchObject([undefined, [{ path: "file", bytes: size }]]);
    expect([failure instanceof RiglineError && failure.code, verified]).toEqual(["SOURCE_CHANGED", []]);
    expect(readdirSync(join(root, "staging"))).toEqual([]);
  });

test.each(cases.filter(({ moment }) => moment !== "before it is opened"))(
  "a source, read $way, whose rights alone change $moment is read again and verified, as what it is now",
  ({ moment, way }) => {
    const root = quickFolder();
    const task = writeSource(root, way);
    const { size, flushBytes } = ways[way];
    const change = (): void => untilTouched(task.source, () => chmodSync(task.source, 0o640));
    const disk = moments[moment]!(task.source, change, size);
    const { verified, failure } = copyBatch(disk, "sha256", [task], unheard, { flushBytes });
    expect(failure).toBeUndefined();
    expect(verified).toMatchObject([{ path: "file", identity: identityOf(nodeDisk.inspect(task.source)) }]);
    expect(verified[0]?.identity).not.toBe(task.identity);
  },
);

describe("a source of which the system says what is not so", () => {
  const lying = (size: number): Disk => {
    const lie = (entry: DiskEntry): DiskEntry => (entry.kind === "file" ? { ...entry, size } : entry);
    return {
      ...nodeDisk,
      inspect: (path) => (path.includes("source") ? lie(nodeDisk.inspect(path)) : nodeDisk.inspect(path)),
      inspectOpen: (descriptor) => lie(nodeDisk.inspectOpen(descriptor)),
    };
  };

  const lies = (Object.keys(ways) as Way[]).flatMap((way) => [0, 5, ways[way].size + 1].map((size) => ({ way, size })));
  test.each(lies)("read $way, $size bytes: is told as such, nothing is left", ({ way, size }) => {
    const root = quickFolder();
    const task = { ...writeSource(root, way), bytes: size };
    const { flushBytes } = way === "in pieces" ? { flushBytes: 1 } : ways[way];
    const { verified, failure } = copyBatch(lying(size), "sha256", [task], unheard, { flushBytes });
    expect([failure instanceof RiglineError && failure.code, verified]).toEqual(["SOURCE_SIZE_UNTRUE", []]);
    expect(readdirSync(join(root, "staging"))).toEqual([]);
  });

  test.skipIf(!existsSync("/proc/uptime"))("as a file of /proc is, whose time is another at each look", () => {
    const root = quickFolder();
    writeTree(root, { "staging/": "" });
    const destination = join(root, "staging/file");
    const task = { source: "/proc/uptime", destination, path: "file", bytes: 0, modified: "1", identity: 1 };
    const { failure } = copyBatch(nodeDisk, "sha256", [task], unheard);
    expect(failure instanceof RiglineError && failure.code).toBe("SOURCE_SIZE_UNTRUE");
  });

  test("one that never ends is left at its first byte too many", () => {
    const root = quickFolder();
    const task = { ...writeSource(root, "in pieces"), bytes: 0 };
    let [reads, written] = [0, 0];
    const endless: Disk = {
      ...lying(0),
      read: (_descriptor, into) => ((reads += 1), into.length),
      write: (_descriptor, bytes) => ((written += 1), bytes.length),
    };
    copyBatch(endless, "sha256", [task], unheard);
    expect([reads, written]).toEqual([1, 0]);
  });
});
