import { expect, test } from "vitest";
import { nodeFileSystem, writeDurably } from "@rigline/foundation/platform";

test("a name of its own is never made twice, and is one that every file system takes", () => {
  const names = Array.from({ length: 1000 }, () => nodeFileSystem.uniqueName());
  expect(new Set(names).size).toBe(1000);
  expect(names.filter((name) => !/^[\da-z-]{1,40}$/u.test(name))).toEqual([]);
});

test("a pause blocks the thread", () => {
  const begun = performance.now();
  nodeFileSystem.pause(20);
  expect(performance.now() - begun).toBeGreaterThanOrEqual(19);
});

test("a durable write takes its name and its patience from the port", () => {
  const done: string[] = [];
  writeDurably("/rig/a.json", "x", {
    fileSystem: {
      ...nodeFileSystem,
      uniqueName: () => "seven",
      pause: (milliseconds) => void done.push(`pause ${milliseconds}`),
      writeNew: (path) => void done.push(`write ${path}`),
      rename: (from, to) => {
        done.push(`rename ${from} ${to}`);
        if (done.length < 4) throw Object.assign(new Error("EBUSY"), { code: "EBUSY" });
      },
      syncFolder: () => {},
    },
  });
  expect(done.map((line) => line.replaceAll("\\", "/"))).toEqual([
    "write /rig/.rigline-seven.part",
    "rename /rig/.rigline-seven.part /rig/a.json",
    "pause 10",
    "rename /rig/.rigline-seven.part /rig/a.json",
  ]);
});
