import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  FILE_SYSTEM,
  type FileSystem,
  FREE_SPACE,
  LAUNCHER_LOGS,
  nodeFileSystem,
  RUNNING_EXPERIMENT,
} from "@rigline/core";
import { definePlugin } from "@rigline/core";
import { expect, test } from "vitest";
import { drawResourcePlot } from "../../src/resource-log/draw-plot.js";
import resourceLog from "../../src/resource-log/index.js";
import { parseWindowsLine, type ProcessUse, readLinuxTree, treeOf } from "../../src/resource-log/process-table.js";
import { compareLooks, type Sample } from "../../src/resource-log/sample.js";
import { expectConforming } from "../support/expect-conforming.js";
import { runSession } from "../support/run-session.js";

/** Linux's files of processes, by path. */
function withProcesses(files: (path: string) => string | undefined): FileSystem {
  return {
    ...nodeFileSystem,
    read: (path) => {
      if (!path.startsWith("/proc/")) return nodeFileSystem.read(path);
      const text = files(path);
      if (text === undefined) throw Object.assign(new Error("ENOENT"), { code: "ENOENT" });
      return Buffer.from(text);
    },
  };
}

function stat(ticks: number, pages: number): string {
  return `100 (a (b) c) S 1 100 100 0 -1 4194304 1 0 0 0 ${ticks} 0 0 0 20 0 1 0 1 1 ${pages} 0`;
}

test.runIf(process.platform === "linux")(
  "what the experiment's tree uses is kept among the logs, with a plot (Linux alone)",
  async () => {
    let looks = 0;
    let resolve: () => void = () => undefined;
    const enough = new Promise<void>((done) => (resolve = done));
    const fileSystem = withProcesses((path) => {
      if (path === "/proc/100/stat") {
        looks += 1;
        if (looks === 4) resolve();
        return stat(looks * 250, 25_000);
      }
      if (path === "/proc/100/task/100/children") return "101 102 ";
      if (path === "/proc/101/stat") return stat(0, 10_000);
      return path === "/proc/101/io" ? `read_bytes: 0\nwrite_bytes: ${looks * 10_000_000}\n` : undefined;
    });
    let logs = "";
    const peek = definePlugin({
      name: "peek",
      version: "1.0.0",
      needs: { logs: LAUNCHER_LOGS },
      hooks: { ready: (_payload, { needs }) => void (logs = needs.logs.folder) },
    });
    const session = await runSession(resourceLog, {
      plugins: [peek],
      during: () => enough,
      services: [
        { token: FILE_SYSTEM, useValue: fileSystem },
        { token: RUNNING_EXPERIMENT, useValue: { pid: 100 } },
        { token: FREE_SPACE, useValue: () => 5e11 },
      ],
    });
    const [head, ...rows] = readFileSync(join(logs, "resource-log.csv"), "utf8").trimEnd().split("\n");
    expect(head).toBe("time,seconds,cpu_percent,memory_mb,read_mb_per_s,written_mb_per_s,processes,free_gb");
    expect(rows[0]).toMatch(/Z,0\.0,0\.0,143\.4,0\.0,0\.0,2,500\.00$/);
    expect(rows[1]).toMatch(/Z,5\.0,50\.0,143\.4,0\.0,2\.0,2,500\.00$/);
    expect(rows.length).toBeGreaterThanOrEqual(4);
    const plot = readFileSync(join(logs, "resource-log.svg"), "utf8");
    expect(plot).toContain(session.session?.name);
    expect(plot).toContain("at most 50 %");
    // It travels with the logs.
    const kept = join(session.session?.directory ?? "", ".rigline", "logs");
    expect(nodeFileSystem.list(kept).map(({ name }) => name)).toEqual(
      expect.arrayContaining([expect.anything(), "resource-log.csv", "resource-log.svg"]),
    );
  },
);

test.runIf(process.platform === "linux")("of a real process Linux tells what it uses (Linux alone)", () => {
  const [own] = readLinuxTree(nodeFileSystem, process.pid);
  expect(own?.cpuSeconds).toBeGreaterThan(0);
  expect(own?.memoryBytes).toBeGreaterThan(1e6);
  expect(readLinuxTree(nodeFileSystem, 2 ** 30)).toEqual([]);
});

const idle: ProcessUse = { pid: 1, parent: 0, cpuSeconds: 10, memoryBytes: 100, readBytes: 0, writtenBytes: 0 };

test("Windows' lines, and the tree out of all processes", () => {
  expect(parseWindowsLine("4711 4 30000000 1048576 7 9")).toEqual({
    pid: 4711,
    parent: 4,
    cpuSeconds: 3,
    memoryBytes: 1_048_576,
    readBytes: 7,
    writtenBytes: 9,
  });
  for (const other of ["", "end", "4711 4 3", "a b c d e f"]) expect(parseWindowsLine(other)).toBeUndefined();
  const all = [idle, { ...idle, pid: 3, parent: 2 }, { ...idle, pid: 2, parent: 1 }, { ...idle, pid: 9, parent: 8 }];
  expect(treeOf(1, all).map(({ pid }) => pid)).toEqual([1, 2, 3]);
  expect(treeOf(7, all)).toEqual([]);
});

test("a process that came between two looks counts whole, one that ended takes nothing back", () => {
  const now = [
    { ...idle, cpuSeconds: 11 },
    { ...idle, pid: 2, cpuSeconds: 4, writtenBytes: 20 },
  ];
  expect(compareLooks([idle, { ...idle, pid: 3, cpuSeconds: 50 }], now, 10)).toEqual({
    cpuPercent: 50,
    memoryBytes: 200,
    readRate: 0,
    writtenRate: 2,
    processes: 2,
  });
  expect(compareLooks([idle], [idle], 0).cpuPercent).toBe(0);
});

test("a plot of nothing but one look is a plot, and no name breaks it", () => {
  const sample: Sample = { seconds: 0, ...compareLooks([], [idle], 0), freeBytes: undefined };
  const plot = drawResourcePlot("a<b>&c", [sample]);
  expect(plot).toContain("a&lt;b&gt;&amp;c");
  expect(plot).not.toMatch(/NaN|Infinity/);
});

test("does what every plugin must do", async () => {
  await expectConforming(resourceLog, {});
});
