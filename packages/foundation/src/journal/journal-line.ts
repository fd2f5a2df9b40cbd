import { crc32 } from "node:zlib";
import type { JournalRecord } from "./journal-record.js";

const HEAD = Buffer.from('{"sum":"');
const MIDDLE = Buffer.from('","record":');
const DIGITS = 8;
const RECORD_START = HEAD.length + DIGITS + MIDDLE.length;
const CLOSING_BRACE = 0x7d;

/** A record as its line, with the line break. */
export function encodeLine(record: JournalRecord): string {
  const text = JSON.stringify(record);
  return `{"sum":"${checksum(Buffer.from(text, "utf8"))}","record":${text}}\n`;
}

/** The record of a line without its line break; undefined when any byte of it is not as it was written. */
export function decodeLine(line: Buffer): JournalRecord | undefined {
  if (line.length <= RECORD_START || line[line.length - 1] !== CLOSING_BRACE) return undefined;
  if (HEAD.compare(line, 0, HEAD.length) !== 0) return undefined;
  if (MIDDLE.compare(line, HEAD.length + DIGITS, RECORD_START) !== 0) return undefined;
  const text = line.subarray(RECORD_START, -1);
  if (line.toString("latin1", HEAD.length, HEAD.length + DIGITS) !== checksum(text)) return undefined;
  return parseRecord(text.toString("utf8"));
}

function checksum(bytes: Buffer): string {
  return crc32(bytes).toString(16).padStart(DIGITS, "0");
}

/** A line that another program wrote may have a right checksum over something that is no record. */
function parseRecord(text: string): JournalRecord | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is JournalRecord {
  return typeof value === "object" && value !== null && typeof (value as { type?: unknown }).type === "string";
}
