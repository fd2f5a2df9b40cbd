import {
  appendFileSync,
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
import { expect, test } from "vitest";
import { RiglineError } from "@rigline/core/errors";
import { copyBatch } from "../../src/copy/copy-batch.js";
import type { Disk } from "../../src/platform/disk.js";
import { nodeDisk } from "../../src/platform/node-disk.js";
import { taskFor, unheard } from "../support/copy-tasks.js";
import { seededBytes } from "../support/seeded-random.js";
import { quickFolder, writeTree } from "../support/temporary-folder.js";

const SIZE = 3 * 1024 * 1024;

const changes: Record<string, (path: string) => void> = {
  "appended to": (path) => appendFileSync(path, "more"),
  truncated: (path) => truncateSync(path, SIZE - 5),
  "rewritten at the same size": (path) => writeFileSync(path, seededBytes(9, SIZE)),
  "replaced by a rename": (path) => {
    const { atime, mtime } = statSync(path);
    writeFileSync(`${path}.new`, readFileSync(path));
    utimesSync(`${path}.new`, atime, mtime);
    renameSync(`${path}.new`, path);
  },
  deleted: (path) => rmSync(path),
  touched: (path) => utimesSync(path, 1_700_000_000, 1_700_000_000),
};

const moments: Record<string, (source: string, change: () => void) => Disk> = {
  "before it is opened": (source, change) => ({
    ...nodeDisk,
    openSource: (path) => {
      if (path === source) change();
      return nodeDisk.openSource(path);
    },
  }),
  "while it is read": (source, change) => {
    let reads = 0;
    return {
      ...nodeDisk,
      read: (descriptor, into) => {
        if ((reads += 1) === 2) change();
        return nodeDisk.read(descriptor, into);
      },
    };
  },
  "after its last byte was read": (source, change) => {
    let done = false;
    return {
      ...nodeDisk,
      read: (descriptor, into) => {
        const bytes = nodeDisk.read(descriptor, into);
        if (bytes === 0 && !done) {
          done = true;
          change();
        }
        return bytes;
      },
    };
  },
};

/** Windows lets nobody put another file in the place of one that is open; the copy is then of the file that was planned. */
function isRefusedByWindows(error: unknown): boolean {
  return process.platform === "win32" && (error as NodeJS.ErrnoException).code === "EPERM";
}

for (const [moment, diskAt] of Object.entries(moments))
  test.each(Object.entries(changes))(`a source that is %s ${moment} is not verified`, (_kind, change) => {
    const root = quickFolder();
    writeTree(root, { "source/file": seededBytes(8, SIZE), "staging/": "" });
    const task = taskFor(root, "file");
    let changed = 0;
    let refused = false;
    const disk = diskAt(task.source, () => {
      changed += 1;
      try {
        change(task.source);
      } catch (error) {
        refused = isRefusedByWindows(error);
        if (!refused) throw error;
      }
    });
    const { verified, failure } = copyBatch(disk, "sha256", [task], unheard);
    expect(changed).toBe(1);
    if (refused) return expect([failure, verified]).toMatchObject([undefined, [{ path: "file", bytes: SIZE }]]);
    expect([failure instanceof RiglineError && failure.code, verified]).toEqual(["SOURCE_CHANGED", []]);
    expect(readdirSync(join(root, "staging"))).toEqual([]);
  });
