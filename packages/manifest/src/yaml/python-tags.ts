import { checked } from "@rigline/foundation/time";
import { YamlBinary, YamlDisguisedNumber, YamlTimestamp, type YamlValue } from "./yaml-value.js";

// Which unquoted words are no strings, and what each tag makes of a text: the rules of YAML 1.1 as PyYAML's safe_load
// applies them (yaml/resolver.py, yaml/constructor.py).
const NULL = /^(?:~|null|Null|NULL|)$/;
const BOOL = /^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/;
const INTEGER =
  /^(?:[-+]?0b[01_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+)$/;
const FLOAT =
  /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;
const TIMESTAMP =
  /^(?:\d{4}-\d\d-\d\d|\d{4}-\d\d?-\d\d?(?:[Tt]|[ \t]+)\d\d?:\d\d:\d\d(?:\.\d*)?(?:[ \t]*(?:Z|[-+]\d\d?(?::\d\d)?))?)$/;
/** What the constructor takes: also one digit for a month or a day. */
const MOMENT =
  /^(\d{4})-(\d\d?)-(\d\d?)(?:(?:[Tt]|[ \t]+)(\d\d?):(\d\d):(\d\d)(?:\.(\d*))?(?:[ \t]*(Z|[-+]\d\d?(?::\d\d)?))?)?$/;
/** Short ones: longer are no numbers that anybody counts with, and JavaScript's would not hold them. */
const SHORT_OCTAL = /^0[0-7_]{1,15}$/;

const PREFIX = "tag:yaml.org,2002:";
const IMPLICIT: readonly (readonly [name: string, test: RegExp])[] = [
  ["bool", BOOL],
  ["float", FLOAT],
  ["int", INTEGER],
  ["merge", /^<<$/],
  ["null", NULL],
  ["timestamp", TIMESTAMP],
  ["value", /^=$/],
];

/** The full tag that an unquoted word has to PyYAML. */
export function implicitTag(word: string): string {
  const [name = "str"] = IMPLICIT.find(([, test]) => test.test(word)) ?? [];
  return PREFIX + name;
}

/** Whether PyYAML's safe_load reads the unquoted word as something else than a string, or not at all. */
export function isSpecialWord(word: string): boolean {
  return implicitTag(word) !== `${PREFIX}str`;
}

/** `!!int` of `tag:yaml.org,2002:int`. */
export function shortTag(tag: string): string {
  return tag.startsWith(PREFIX) ? `!!${tag.slice(PREFIX.length)}` : tag.startsWith("!") ? tag : `!<${tag}>`;
}

const READERS: Readonly<Record<string, (text: string) => YamlValue | undefined>> = {
  null: () => null,
  bool: (text) => (/^(?:yes|true|on)$/i.test(text) ? true : /^(?:no|false|off)$/i.test(text) ? false : undefined),
  int: readInteger,
  float: readFloat,
  timestamp: readTimestamp,
  binary: readBinary,
  str: (text) => text,
};

/** Whether values of the tag are made of texts. */
export function isScalarTag(tag: string): boolean {
  return tag.startsWith(PREFIX) && Object.hasOwn(READERS, tag.slice(PREFIX.length));
}

/** What PyYAML makes of a text with a tag; undefined where it fails. */
export function readTagged(tag: string, text: string): YamlValue | undefined {
  return READERS[tag.slice(PREFIX.length)]?.(text);
}

function readInteger(text: string): YamlValue | undefined {
  const digits = text.replaceAll("_", "");
  const unsigned = digits.replace(/^[-+]/, "");
  const isNegative = digits.startsWith("-");
  const disguised = (number: number) => new YamlDisguisedNumber(text, isNegative ? -number : number);
  if (unsigned.includes(":")) {
    const parts = unsigned.split(":");
    return parts.every((part) => /^\d+$/.test(part)) ? disguised(readSexagesimal(parts)) : undefined;
  }
  if (SHORT_OCTAL.test(text.replace(/^[-+]/, ""))) return disguised(Number.parseInt(unsigned, 8));
  const form = /^0[0-7]+$/.test(unsigned) ? `0o${unsigned.slice(1)}` : unsigned;
  if (!/^(?:0b[01]+|0o[0-7]+|0x[0-9a-fA-F]+|0|[1-9]\d*)$/.test(form)) return undefined;
  const value = isNegative ? -BigInt(form) : BigInt(form);
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

function readFloat(text: string): number | undefined {
  const digits = text.replaceAll("_", "").toLowerCase();
  const unsigned = digits.replace(/^[-+]/, "");
  const sign = digits.startsWith("-") ? -1 : 1;
  if (/^(?:\.inf|inf|infinity)$/.test(unsigned)) return sign * Infinity;
  if (/^\.?nan$/.test(unsigned)) return Number.NaN;
  const parts = unsigned.split(":");
  if (!parts.every((part) => /^(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/.test(part))) return undefined;
  return sign * (parts.length === 1 ? Number(unsigned) : readSexagesimal(parts));
}

function readSexagesimal(parts: readonly string[]): number {
  return parts.reduce((sum, part) => sum * 60 + Number(part), 0);
}

function readTimestamp(text: string): YamlTimestamp | undefined {
  const match = MOMENT.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute = "0", second = "0", fraction = "", zone] = match;
  const time = checked({
    year: Number(year),
    month: Number(month),
    day: Number(day),
    hour: Number(hour ?? "0"),
    minute: Number(minute),
    second: Number(second),
    microsecond: Number(fraction.slice(0, 6).padEnd(6, "0")),
    offset: readZone(zone),
  });
  return time === undefined ? undefined : new YamlTimestamp(text, time, hour !== undefined);
}

/** Minutes east of UTC; null for none, NaN for a day or more, which Python's timezone refuses. */
function readZone(zone: string | undefined): number | null {
  if (zone === undefined) return null;
  if (zone === "Z") return 0;
  const [hours, minutes = 0] = zone.slice(1).split(":").map(Number);
  const offset = (hours as number) * 60 + minutes;
  if (offset >= 24 * 60) return Number.NaN;
  return zone.startsWith("-") ? -offset : offset;
}

/** As Python's base64.decodebytes: other characters are passed over. */
function readBinary(text: string): YamlBinary | undefined {
  // oxlint-disable-next-line no-control-regex -- ASCII is what is asked for
  if (!/^[\u0000-\u007F]*$/.test(text)) return undefined;
  let digits = "";
  let padding = 0;
  for (const [character] of text.matchAll(/[A-Za-z0-9+/=]/g)) {
    const inGroup = digits.length % 4;
    if (character !== "=") {
      digits += character;
      padding = 0;
    } else if (inGroup >= 2) {
      padding += 1;
      // What follows a whole group is passed over.
      if (inGroup + padding >= 4) return new YamlBinary(new Uint8Array(Buffer.from(digits, "base64")));
    }
  }
  return digits.length % 4 === 0 ? new YamlBinary(new Uint8Array(Buffer.from(digits, "base64"))) : undefined;
}
