import { stripVTControlCharacters } from "node:util";
import type { LogLevel, LogRecord } from "@rigline/foundation/platform";

const LEVEL_NAMES: Readonly<Record<LogLevel, string>> = {
  debug: "DEBUG",
  info: "INFO",
  warning: "WARNING",
  error: "ERROR",
};

/**
 * A record as clabe writes it into `launcher.log`, `%(asctime)s - %(name)s - %(levelname)s - %(message)s`, without the line
 * break at the end. Further lines of the message stand as they are, as Python's logging leaves them; colours are taken out.
 */
export function formatLine({ at, name, level, message }: LogRecord): string {
  return `${formatTimestamp(at)} - ${name} - ${LEVEL_NAMES[level]} - ${NEEDS_CARE.test(message) || message.endsWith("\n") ? careFor(message) : message}`;
}

/** Nearly no message has one of these. */
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const NEEDS_CARE = /[\u001B\u009B\r]/;

function careFor(message: string): string {
  const text = stripVTControlCharacters(message).replaceAll(/\r\n?/g, "\n");
  let end = text.length;
  while (text.charAt(end - 1) === "\n") end -= 1;
  return text.slice(0, end);
}

let lastSecond = Number.NaN;
let lastTimestamp = "";

/** clabe's format_datetime in UTC: `2026-07-14T160500Z`. It has no character that a file name may not have. */
export function formatTimestamp(at: Date): string {
  const second = Math.floor(at.getTime() / 1000);
  if (second !== lastSecond) {
    lastTimestamp = `${at.toISOString().slice(0, 19).replaceAll(":", "")}Z`;
    lastSecond = second;
  }
  return lastTimestamp;
}

const RANK: Readonly<Record<LogLevel, number>> = { debug: 0, info: 1, warning: 2, error: 3 };

export function isAtLeast(level: LogLevel, least: LogLevel): boolean {
  return RANK[level] >= RANK[least];
}
