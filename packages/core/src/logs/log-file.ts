import type { LineFile } from "@rigline/foundation/logs";
import type { LogLevel, LogRecord, LogSink } from "@rigline/foundation/platform";
import { formatLine, isAtLeast } from "./format-line.js";
import type { LogStore } from "./log-store.js";

export interface LogFile {
  readonly path: string;
  readonly sink: LogSink;
  /** The first failure to write, if there was one. */
  readonly failure: Error | undefined;
  /** Returns when every record is on the device, the last part of a flood too. */
  flush(): void;
  /** Further records are dropped. */
  close(): void;
}

interface LogFileOptions {
  /** Records below it are left out; `info` when absent. */
  readonly level?: LogLevel;
  readonly cap?: LogCap;
}

/** Opens `launcher.log`, making its folders. Throws LOG_FILE_NOT_WRITABLE. */
export function openLogFile(
  store: Pick<LogStore, "open" | "atExit">,
  path: string,
  options: LogFileOptions = {},
): LogFile {
  const least = options.level ?? "info";
  const file = store.open(path);
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
  const takeBack = store.atExit(flush);
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
      takeBack();
      lines.settle();
      file.close();
    },
  };
}

/** A plugin that complains more often than this is a flood of its own. */
const MOST_COMPLAINTS = 10_000;

/** How much of a log is kept, in bytes; of what comes in floods, the first part and at least half of the last one. */
interface LogCap {
  readonly first: number;
  readonly last: number;
}

/**
 * Four copies of a log exist when its data has arrived: among the launcher's, in the session, among the data, at the
 * destination. All together stay below 110 MB.
 */
const LOG_CAP: LogCap = { first: 12_000_000, last: 8_000_000 };

/** What may come while a slow disk takes none; more is treated as what no longer fits. */
const MOST_WAITING = 8_000_000;

/** Of what comes after the last part was written once, in bytes; a plugin may ask for copies as often as it likes. */
const LEAST_HALF = 100_000;

interface CappedLines {
  /** Written whatever else comes; for what is rare. */
  keep(line: string): void;
  /** Kept while there is room for it; later only as the last part. */
  offer(line: string): void;
  /** Says how much was left out, and writes the last part behind it. */
  settle(): void;
}

/**
 * Puts a bound on a log: of what is offered, the first part is written as it comes, the last one is held in a fixed piece of
 * memory, and what lies between is counted.
 */
function capLines(file: LineFile, cap: LogCap = LOG_CAP): CappedLines {
  let room = cap.first;
  /** The last part grows in one half; when that is full, the older half is let go. */
  let halves: [Half, Half] | undefined;
  let capacity = Math.floor(cap.last / 2);
  let leftOut = { lines: 0, bytes: 0 };

  const hold = (line: string): void => {
    halves ??= [createHalf(capacity), createHalf(capacity)];
    if (halves[1].add(line)) return;
    const [oldest, newest] = halves;
    leftOut = { lines: leftOut.lines + oldest.lines, bytes: leftOut.bytes + oldest.length };
    oldest.clear();
    halves = [newest, oldest];
    oldest.add(line);
  };

  return {
    keep: (line) => file.append(line),
    offer: (line) => {
      if (halves === undefined && room > 0 && file.waiting < MOST_WAITING) {
        room -= Buffer.byteLength(line) + 1;
        file.appendSoon(line);
        if (room <= 0) file.appendSoon(FROM_HERE_ON);
      } else hold(line);
    },
    settle: () => {
      if (halves === undefined) return;
      if (leftOut.lines > 0) file.append(describeGap(leftOut));
      for (const half of halves) if (half.lines > 0) file.appendBytes(half.content());
      halves = undefined;
      leftOut = { lines: 0, bytes: 0 };
      room = Math.min(room, 0);
      // What still comes is no longer the main part of anything.
      capacity = Math.max(Math.min(capacity, LEAST_HALF), Math.floor(capacity / 8));
    },
  };
}

const FROM_HERE_ON = "… from here on this log keeps only the last part of the output, which follows when it is over …";

function describeGap({ lines, bytes }: { readonly lines: number; readonly bytes: number }): string {
  return `… ${lines} lines (${(bytes / 1_000_000).toFixed(1)} MB) of output are left out here: a log keeps the first and the last part; a program's own file is the place for all of it …`;
}

/** A record may have several. */
function countLines(text: string): number {
  let lines = 1;
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) lines += 1;
  return lines;
}

interface Half {
  readonly lines: number;
  readonly length: number;
  /** False: it does not fit behind what is there. */
  add(line: string): boolean;
  content(): Buffer;
  clear(): void;
}

function createHalf(capacity: number): Half {
  const bytes = Buffer.allocUnsafe(capacity);
  let length = 0;
  let lines = 0;
  return {
    get lines() {
      return lines;
    },
    get length() {
      return length;
    },
    add: (line) => {
      // Three bytes are the most that one unit of a text takes.
      if (length + line.length * 3 + 1 > capacity) {
        if (length > 0) return false;
        line = line.slice(0, Math.floor(capacity / 3) - 1);
      }
      length += bytes.write(line, length);
      bytes[length] = 0x0a;
      length += 1;
      lines += countLines(line);
      return true;
    },
    content: () => bytes.subarray(0, length),
    clear: () => {
      length = 0;
      lines = 0;
    },
  };
}
