import { mark } from "../marks/index.js";
import { asText } from "../errors/index.js";

export type LogLevel = "debug" | "info" | "warning" | "error";

/** Where a record goes: the console, `launcher.log`, a test's array. */
export type LogSink = (record: LogRecord) => void;

export interface LogRecord {
  readonly at: Date;
  /** Who speaks: `rigline`, or `rigline.<plugin>`. */
  readonly name: string;
  readonly level: LogLevel;
  readonly message: string;
}

export interface Logger {
  debug(message: string): void;
  info(message: string): void;
  warning(message: string): void;
  error(message: string): void;
  /** The same sinks under the name `<this>.<name>`. */
  child(name: string): Logger;
}

/** A logger that hands every record to every sink. A sink that throws must not silence the others. */
export function createLogger(
  name: string,
  sinks: readonly LogSink[],
  now: () => Date,
  /** What every message passes before any sink: the gate that hides secrets. */
  show: (message: string) => string = (message) => message,
): Logger {
  const write = (level: LogLevel, message: string): void => {
    const record: LogRecord = { at: now(), name, level, message: show(asText(message)) };
    for (const sink of sinks) {
      try {
        sink(record);
      } catch {
        mark("logs: a sink that throws does not silence the others");
        // There is nobody left to tell: the log itself is what failed.
      }
    }
  };
  return {
    debug: (message) => write("debug", message),
    info: (message) => write("info", message),
    warning: (message) => write("warning", message),
    error: (message) => write("error", message),
    child: (childName) => createLogger(`${name}.${childName}`, sinks, now, show),
  };
}
