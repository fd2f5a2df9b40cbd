import type { LogLevel, LogSink } from "../platform/logger.js";
import { copyLines } from "./copy-lines.js";
import { formatLine } from "./format-line.js";
import { openLineFile } from "./line-file.js";
import { isAtLeast } from "./log-level.js";

export interface LogFile {
  readonly path: string;
  readonly sink: LogSink;
  /** The first failure to write, if there was one. */
  readonly failure: Error | undefined;
  /** Returns when every record is on the device. */
  flush(): void;
  /** Further records are dropped. */
  close(): void;
  /**
   * Copies what was written by now, and goes on writing here. An existing file is appended to; what an earlier copy of this
   * log put there is not written twice.
   */
  copyTo(file: string): void;
}

/** Opens `launcher.log`, making its folders. Records below `level` (`info` when absent) are left out. Throws LOG_FILE_NOT_WRITABLE. */
export function openLogFile(path: string, options: { readonly level?: LogLevel } = {}): LogFile {
  const least = options.level ?? "info";
  const file = openLineFile(path);
  return {
    path,
    sink: (record) => {
      if (isAtLeast(record.level, least)) file.append(formatLine(record));
    },
    get failure() {
      return file.failure;
    },
    flush: () => file.flush(),
    close: () => file.close(),
    copyTo: (target) => copyLines(path, target),
  };
}
