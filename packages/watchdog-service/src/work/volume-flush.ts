import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import type { Socket } from "node:net";
import { release } from "node:os";
import { systemClock } from "@rigline/foundation/platform";
import type { VolumeFlushSystem } from "../copy/flush-volume.js";

/** Takes a path a line and answers each; it ends with its input. The program `sync` comes with every Linux. Ctrl+C is for the daemon to hear. */
const SCRIPT =
  'trap "" INT TERM HUP; while IFS= read -r path; do if sync -f "$path"; then echo 1; else echo 0; fi; done';

/**
 * A process that flushes whole file systems. One for all flushes: each new child of a worker's own would have all of the worker's memory
 * marked as shared, and brought back page by page.
 */
class Flusher {
  readonly #child: ChildProcess;
  readonly #waiting: ((isFlushed: boolean) => void)[] = [];
  isThere = true;

  constructor() {
    this.#child = spawn("/bin/sh", ["-c", SCRIPT], { stdio: ["pipe", "pipe", "ignore"] });
    const end = (): void => {
      this.isThere = false;
      while (this.#waiting.length > 0) this.#answer(false);
    };
    this.#child.once("exit", end).once("error", end);
    this.#child.stdin?.on("error", end);
    this.#child.stdout?.on("data", (text: Buffer) => {
      for (const sign of text.toString("latin1").replaceAll("\n", "")) this.#answer(sign === "1");
    });
  }

  flush(path: string): Promise<boolean> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#keepAlive("ref");
      this.#child.stdin?.write(`${path}\n`);
    });
  }

  #answer(isFlushed: boolean): void {
    this.#waiting.shift()?.(isFlushed);
    if (this.#waiting.length === 0) this.#keepAlive("unref");
  }

  /** Who waits for nothing is not kept by it from ending. */
  #keepAlive(change: "ref" | "unref"): void {
    const { stdin, stdout } = this.#child;
    for (const one of [this.#child, stdin as Socket | null, stdout as Socket | null]) one?.[change]();
  }
}

let flusher: Flusher | undefined;

/** What this system is asked for a flush of a whole file system. */
export const systemVolumes: VolumeFlushSystem = {
  kernel: process.platform === "linux" ? release() : "",
  dirtyBytes: () => {
    const text = readFileSync("/proc/meminfo", "latin1");
    const lines = text.matchAll(/^(?:Dirty|Writeback):\s+(\d+) kB$/gm);
    return Array.from(lines, ([, kilobytes]) => Number(kilobytes) * 1024).reduce((sum, bytes) => sum + bytes, 0);
  },
  flush: (path) => {
    if (path.includes("\n")) return Promise.resolve(false);
    if (flusher?.isThere !== true) flusher = new Flusher();
    return flusher.flush(path);
  },
  now: () => systemClock.monotonic(),
};
