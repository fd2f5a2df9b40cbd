import { readClockTime, readWallTime, wallTimeOfEpoch, type WallTime } from "@rigline/foundation/time";
import { YamlBinary, YamlDisguisedNumber, YamlSet, YamlTimestamp } from "../yaml/index.js";

// What pydantic 2 in its lax mode makes of a value that PyYAML read, by the type that a model wants; undefined is a refusal.
// test/interop compares them with the real one.

/** `str`. */
export function readTextValue(written: unknown): string | undefined {
  if (written instanceof YamlBinary) return written.text;
  return typeof written === "string" ? written : undefined;
}

/** A number that is one to Python; undefined for true and false too. */
export function readNumber(written: unknown): number | bigint | undefined {
  if (written instanceof YamlDisguisedNumber) return written.value;
  return typeof written === "number" || typeof written === "bigint" ? written : undefined;
}

/** Zeros in front are passed over together with what divides them. */
const INTEGER = /^\s*([-+]?)(?:0[0_]*(?=\d))?(\d[\d_]*)(?:\.0+)?\s*$/;
/** What Python's int() takes at most. */
const MOST_DIGITS = 4300;
const MOST_INTEGER = 2 ** 63;

/** `int`, as its digits. */
export function readInteger(written: unknown): string | undefined {
  if (typeof written === "boolean") return written ? "1" : "0";
  const number = readNumber(written);
  if (typeof number === "bigint") return String(number);
  if (number !== undefined)
    return Number.isInteger(number) && Math.abs(number) < MOST_INTEGER ? String(BigInt(number)) : undefined;
  const text = readTextValue(written);
  const [, sign, inFile] = INTEGER.exec(text ?? "") ?? [];
  const digits = withoutUnderscores(inFile ?? "_");
  if (digits === undefined || digits.length > MOST_DIGITS) return undefined;
  return String(BigInt(digits) * (sign === "-" ? -1n : 1n));
}

/** One may stand between digits; undefined where one stands elsewhere. */
function withoutUnderscores(text: string): string | undefined {
  return /^_|__|_$/.test(text) ? undefined : text.replaceAll("_", "");
}

/** `int | str`: texts stay texts. */
export function readIntegerOrText(written: unknown): string | undefined {
  return typeof written === "string" ? written : (readInteger(written) ?? readTextValue(written));
}

const FLOAT = /^[-+]?(?:(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?|inf(?:inity)?|nan)$/i;

/** Whether `float` takes it. */
export function isFloat(written: unknown): boolean {
  if (typeof written === "boolean" || readNumber(written) !== undefined) return true;
  const text = readTextValue(written) ?? "";
  // It takes spaces around a number, and underscores within it, but not both.
  return FLOAT.test(text.trim()) || FLOAT.test(withoutUnderscores(text) ?? "");
}

const TRUE_WORDS = ["true", "t", "yes", "y", "on", "1"];
const FALSE_WORDS = ["false", "f", "no", "n", "off", "0"];

/** `bool`. */
export function readBoolean(written: unknown): boolean | undefined {
  if (typeof written === "boolean") return written;
  const number = readNumber(written);
  const word = number === undefined ? readTextValue(written)?.toLowerCase() : String(number);
  if (word === undefined) return undefined;
  if (TRUE_WORDS.includes(word)) return true;
  return FALSE_WORDS.includes(word) ? false : undefined;
}

const SECONDS = /^[-+]?(?:\d{1,18}\.?\d*|\.\d+)$/;

/** `datetime`. */
export function readDatetime(written: unknown): WallTime | undefined {
  if (written instanceof YamlTimestamp) return written.time;
  const number = readNumber(written);
  if (number !== undefined) return wallTimeOfEpoch(Number(number));
  const text = readTextValue(written);
  if (text === undefined) return undefined;
  return readWallTime(text) ?? (SECONDS.test(text) ? wallTimeOfEpoch(Number(text)) : undefined);
}

/** `time | datetime`, of the latter the time; a number of seconds within the day is UTC. The day is of no meaning. */
export function readTime(written: unknown): WallTime | undefined {
  const number = readNumber(written);
  if (number !== undefined && number >= 0 && number < 86_400) return wallTimeOfEpoch(Number(number));
  const clock = readClockTime(readTextValue(written) ?? "");
  if (clock !== undefined) return clock;
  const moment = readDatetime(written);
  return moment === undefined ? undefined : { ...moment, offset: null };
}

/** `list`: a set is one too. */
export function readList(written: unknown): readonly unknown[] | undefined {
  if (written instanceof YamlSet) return written.items;
  return Array.isArray(written) ? written : undefined;
}
