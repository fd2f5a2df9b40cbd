import { readdirSync, readlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { type Disk, nodeDisk } from "@rigline/foundation/disk";
import { expect, test } from "vitest";
import { CopyWriter } from "../../src/copy/copy-writer.js";
import type { CopyTask } from "../../src/copy/copy-task.js";
import { quickFolder } from "../support/temporary-folder.js";

const MEBI = 1024 * 1024;
const task: CopyTask = {
  source: "/rig/large",
  destination: "/central/large",
  path: "large",
  bytes: 0,
  modified: "0",
  identity: 0,
};

/** After how many MiB of 100 what was done, beside writing. */
function writeNoting(writesBack: boolean, startWriteback: (path: string) => void = () => {}): readonly string[] {
  let written = 0;
  const calls: string[] = [];
  const disk: Disk = {
    ...nodeDisk,
    write: (_descriptor, bytes) => ((written += bytes.length), bytes.length),
    sync: () => void calls.push(`${written / MEBI} flushed`),
    startWriteback: (path) => {
      calls.push(`${written / MEBI} on its way`);
      startWriteback(path);
    },
  };
  const options = { hasHoles: false, flushBytes: 64 * MEBI, writesBack };
  const writer = new CopyWriter(disk, task, { descriptor: 7, kept: 0 }, options);
  const chunk = new Uint8Array(MEBI);
  for (let chunks = 0; chunks < 100; chunks += 1) writer.write(chunk);
  expect(written).toBe(100 * MEBI);
  return calls;
}

test("a device of this computer writes while the next bytes are read, and is flushed now and then", () => {
  const paths: string[] = [];
  expect(writeNoting(true, (path) => void paths.push(path))).toEqual([
    "16 on its way",
    "32 on its way",
    "48 on its way",
    "64 flushed",
    "80 on its way",
    "96 on its way",
  ]);
  expect(new Set(paths)).toEqual(new Set(["/central/large"]));
});

test("a share is flushed alone", () => expect(writeNoting(false)).toEqual(["64 flushed"]));

test("bytes that can't be sent ahead go with the flush", () => {
  const refuse = (): never => {
    throw Object.assign(new Error("EMFILE: too many open files"), { code: "EMFILE" });
  };
  expect(writeNoting(true, refuse)).toContain("64 flushed");
});

test.skipIf(process.platform !== "linux")(
  "a file that is on its way to its device many times holds one descriptor, and none when it has arrived (Linux alone sends ahead)",
  async () => {
    const path = join(quickFolder(), "large");
    writeFileSync(path, "x");
    const held = (): number =>
      readdirSync("/proc/self/fd").filter((fd) => {
        try {
          return readlinkSync(`/proc/self/fd/${fd}`) === path;
        } catch {
          // That of the list itself.
          return false;
        }
      }).length;
    for (let times = 0; times < 100; times += 1) nodeDisk.startWriteback(path);
    expect(held()).toBe(1);
    while (held() > 0) await setImmediate();
    nodeDisk.startWriteback(path);
    expect(held()).toBe(1);
  },
);
