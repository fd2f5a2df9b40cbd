import { stripVTControlCharacters } from "node:util";
import type { LogLevel, LogRecord } from "../platform/logger.js";

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
  const text = stripVTControlCharacters(message).replaceAll(/\r\n?/g, "\n").replace(/\n+$/, "");
  return `${formatTimestamp(at)} - ${name} - ${LEVEL_NAMES[level]} - ${text}`;
}

/** clabe's format_datetime in UTC: `2026-07-14T160500Z`. It has no character that a file name may not have. */
export function formatTimestamp(at: Date): string {
  return `${at.toISOString().slice(0, 19).replaceAll(":", "")}Z`;
}
