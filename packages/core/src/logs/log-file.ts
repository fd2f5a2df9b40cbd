import type { LogLevel, LogRecord, LogSink } from "@rigline/foundation/platform";
import { capLines, type LogCap } from "./cap-lines.js";
import { copyLines } from "./copy-lines.js";
import { formatLine } from "./format-line.js";
import { openLineFile } from "./line-file.js";
import { isAtLeast } from "./log-level.js";

export interface LogFile {
  readonly path: string;
  readonly sink: LogSink;
  /** The first failure to write, if there was one. */
  readonly failure: Error | undefined;
  /** Returns when every record is on the device, the last part of a flood too. */
  flush(): void;
  /** Further records are dropped. */
  close(): void;
  /**
   * Copies what was written by now, and goes on writing here. An existing file is appended to; what an earlier copy of this
   * log put there is not written twice.
   */
  copyTo(file: string): void;
}

export interface LogFileOptions {
  /** Records below it are left out; `info` when absent. */
  readonly level?: LogLevel;
  readonly cap?: LogCap;
}

/** Opens `launcher.log`, making its folders. Throws LOG_FILE_NOT_WRITABLE. */
export function openLogFile(path: string, options: LogFileOptions = {}): LogFile {
  const least = options.level ?? "info";
  const file = openLineFile(path);
  const lines = capLines(file, options.cap);
  let complaints = MOST_COMPLAINTS;
  const isRare = ({ name, level }: LogRecord): boolean => {
    // What the launcher itself says, it says a few times a session.
    if (!name.includes(".")) return true;
    if (!isAtLeast(level, "warning")) return false;
    complaints -= 1;
    return complaints >= 0;
  };
  const flush = (): void => {
    lines.settle();
    file.flush();
  };
  // Also when a plugin ends the process.
  process.on("exit", flush);
  return {
    path,
    sink: (record) => {
      if (!isAtLeast(record.level, least)) return;
      if (isRare(record)) lines.keep(formatLine(record));
      else lines.offer(formatLine(record));
    },
    get failure() {
      return file.failure;
    },
    flush,
    close: () => {
      process.off("exit", flush);
      lines.settle();
      file.close();
    },
    copyTo: (target) => {
      lines.settle();
      file.drain();
      copyLines(path, target);
    },
  };
}

/** A plugin that complains more often than this is a flood of its own. */
const MOST_COMPLAINTS = 10_000;
