import { createLogger, type Logger, type LogRecord } from "../platform/index.js";

/** A log that keeps what it is told. */
export interface MemoryLog extends Logger {
  readonly records: readonly LogRecord[];
  /** One line for each record: `warning rigline.mapper: the message`. */
  readonly lines: readonly string[];
}

export function createMemoryLog(name = "rigline", now: () => Date = () => new Date()): MemoryLog {
  const records: LogRecord[] = [];
  return {
    ...createLogger(name, [(record) => void records.push(record)], now),
    records,
    get lines() {
      return records.map(({ level, name, message }) => `${level} ${name}: ${message}`);
    },
  };
}
