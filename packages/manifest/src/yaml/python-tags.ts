import type { ScalarTag } from "yaml";
import { checked, readOffset } from "../time/iso-datetime.js";
import { YamlDisguisedNumber, YamlTimestamp } from "./yaml-value.js";

// Which unquoted words are no strings: the rules of YAML 1.1 as PyYAML's safe_load applies them. The `yaml` package's own
// 1.1 schema differs from it (`y`, `1e3`, time zones), and the Python readers are the ones that must agree.
const NULL = /^(?:~|null|Null|NULL|)$/;
const TRUE = /^(?:yes|Yes|YES|true|True|TRUE|on|On|ON)$/;
const FALSE = /^(?:no|No|NO|false|False|FALSE|off|Off|OFF)$/;
/** Short ones: longer are no numbers that anybody counts with, and JavaScript's would not hold them. */
const OCTAL = /^[-+]?0[0-7_]{1,15}$/;
const INTEGER = /^[-+]?(?:0b[01_]+|0x[0-9a-fA-F_]+|0[0-7_]*|[1-9][0-9_]*)$/;
const SEXAGESIMAL_INTEGER = /^[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+$/;
const FLOAT = /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?)$/;
const SEXAGESIMAL_FLOAT = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*$/;
const INFINITE = /^[-+]?\.(?:inf|Inf|INF)$/;
const NOT_A_NUMBER = /^\.(?:nan|NaN|NAN)$/;
const DATE = /^(\d{4})-(\d\d)-(\d\d)$/;
const DATE_TIME =
  /^(\d{4})-(\d\d?)-(\d\d?)(?:[Tt]|[ \t]+)(\d\d?):(\d\d):(\d\d)(?:\.(\d*))?(?:[ \t]*(Z|[-+]\d\d?(?::\d\d)?))?$/;

/** Whether PyYAML's safe_load reads the unquoted word as something else than a string, or not at all. */
export function isSpecialWord(word: string): boolean {
  return PYTHON_TAGS.some((tag) => tag.test?.test(word));
}

function scalar(name: string, test: RegExp, resolve: ScalarTag["resolve"]): ScalarTag {
  return { tag: `tag:yaml.org,2002:${name}`, default: true, test, resolve };
}

export const PYTHON_TAGS: readonly ScalarTag[] = [
  scalar("null", NULL, () => null),
  scalar("bool", TRUE, () => true),
  scalar("bool", FALSE, () => false),
  scalar("int", OCTAL, (text) => new YamlDisguisedNumber(text, readOctal(text))),
  scalar("int", INTEGER, (text, onError) => readInteger(text) ?? onError("Not a number")),
  scalar("int", SEXAGESIMAL_INTEGER, (text) => new YamlDisguisedNumber(text, readSexagesimal(text))),
  scalar("float", FLOAT, (text) => Number(text.replaceAll("_", ""))),
  scalar("float", SEXAGESIMAL_FLOAT, readSexagesimal),
  scalar("float", INFINITE, (text) => (text.startsWith("-") ? -Infinity : Infinity)),
  scalar("float", NOT_A_NUMBER, () => Number.NaN),
  scalar("timestamp", DATE, (text, onError) => readTimestamp(DATE, text) ?? onError("No such date")),
  scalar("timestamp", DATE_TIME, (text, onError) => readTimestamp(DATE_TIME, text) ?? onError("No such date or time")),
  scalar("value", /^=$/, (_text, onError) =>
    onError("A lone = has a meaning of its own in YAML 1.1: put it in quotes"),
  ),
];

function readOctal(text: string): number {
  const magnitude = Number.parseInt(text.replaceAll(/[-+_]/g, ""), 8);
  return text.startsWith("-") ? -magnitude : magnitude;
}

function readInteger(text: string): number | bigint | undefined {
  const digits = text.replaceAll("_", "");
  const unsigned = digits.replace(/^[-+]/, "");
  const octal = /^0[0-7]+$/.test(unsigned);
  if (/^0[bx]$/.test(unsigned)) return undefined;
  const magnitude = BigInt(octal ? `0o${unsigned.slice(1)}` : unsigned);
  const value = digits.startsWith("-") ? -magnitude : magnitude;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function readSexagesimal(text: string): number {
  const parts = text.replaceAll("_", "").replace(/^[-+]/, "").split(":");
  const magnitude = parts.reduce((sum, part) => sum * 60 + Number(part), 0);
  return text.startsWith("-") ? -magnitude : magnitude;
}

function readTimestamp(form: RegExp, text: string): YamlTimestamp | undefined {
  const [, year, month, day, hour = "0", minute = "0", second = "0", fraction = "", zone] = form.exec(text) ?? [];
  const time = checked({
    year: Number(year),
    month: Number(month),
    day: Number(day),
    hour: Number(hour),
    minute: Number(minute),
    second: Number(second),
    microsecond: Number(fraction.slice(0, 6).padEnd(6, "0")),
    offset: readOffset(zone?.replace(/^([-+])(\d)(?=:|$)/, "$10$2")),
  });
  return time === undefined ? undefined : new YamlTimestamp(text, time, form === DATE_TIME);
}
