import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { release } from "node:os";
import { systemClock } from "@rigline/foundation/platform";
import type { VolumeFlushSystem } from "../copy/flush-volume.js";

/** What this system is asked for a flush of a whole file system; the program `sync` comes with every Linux. */
export const systemVolumes: VolumeFlushSystem = {
  kernel: process.platform === "linux" ? release() : "",
  dirtyBytes: () => {
    const text = readFileSync("/proc/meminfo", "latin1");
    const lines = text.matchAll(/^(?:Dirty|Writeback):\s+(\d+) kB$/gm);
    return Array.from(lines, ([, kilobytes]) => Number(kilobytes) * 1024).reduce((sum, bytes) => sum + bytes, 0);
  },
  flush: (path) => spawnSync("sync", ["-f", path], { stdio: "ignore" }).status === 0,
  now: () => systemClock.monotonic(),
};
