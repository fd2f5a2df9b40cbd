import { createRequire } from "node:module";
import type * as Yaml from "yaml";
import { isSpecialWord } from "./python-tags.js";

// Only when something is written: it is 72 files and 6 MB, and a daemon, which only reads, does without.
let yaml: typeof Yaml | undefined;
const loadYaml = (): typeof Yaml => (yaml ??= createRequire(import.meta.url)("yaml") as typeof Yaml);

/** What can be written. Keys without a value (`undefined`) are left out. */
export type WritableValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | readonly WritableValue[]
  | { readonly [key: string]: WritableValue | undefined };

// Characters that PyYAML refuses to see, or takes for line ends or nothing, when they stand unescaped.
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const UNSAFE = /["\\\u0000-\u001F\u007F-\u00A0\u00AD\u2028\u2029\uFEFF\uFFFE\uFFFF]|[\uD800-\uDFFF]/gu;
const NAMED: Readonly<Record<string, string>> = { '"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };
/** Words that some reader of any version takes for a boolean. */
const BOOLEAN_LIKE = /^[yn]$/i;
const PLAIN_KEY = /^[A-Za-z_][\w.-]*$/;

/**
 * Writes a value as YAML that PyYAML's safe_load and every YAML 1.2 reader read back as the same values: each string in
 * double quotes on one line, keys sorted, nulls written. Ends with a line end.
 */
export function writeDocument(value: WritableValue, { comment }: { readonly comment?: string } = {}): string {
  const document = new (loadYaml().Document)(sortKeys(value), {
    schema: "failsafe",
    customTags: (tags) => [
      ...tags.filter((tag) => typeof tag === "object" && tag.collection !== undefined),
      ...WRITING_TAGS,
    ],
    aliasDuplicateObjects: false,
  });
  if (comment !== undefined) document.commentBefore = ` ${comment}`;
  return document.toString({ lineWidth: 0, indentSeq: false });
}

function quote(text: string): string {
  return `"${text.replace(UNSAFE, (letter) => NAMED[letter] ?? escape(letter))}"`;
}

function escape(letter: string): string {
  return `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0").toUpperCase()}`;
}

function isPlainKey(key: string): boolean {
  return PLAIN_KEY.test(key) && !isSpecialWord(key) && !BOOLEAN_LIKE.test(key);
}

/** An unquoted float needs a dot in YAML 1.1, or it is a string. */
function writeNumber(number: number): string {
  if (Number.isNaN(number)) return ".nan";
  if (!Number.isFinite(number)) return number < 0 ? "-.inf" : ".inf";
  if (Object.is(number, -0)) return "-0.0";
  const text = String(number);
  // Without a dot it would be an integer of other last digits than were meant, or of more than its reader can hold.
  if (Number.isInteger(number) && !Number.isSafeInteger(number) && !text.includes("e")) return `${text}.0`;
  return /^-?\d+e/.test(text) ? text.replace("e", ".0e") : text;
}

const WRITING_TAGS: readonly Yaml.ScalarTag[] = [
  writing("str", "string", (text, isKey) =>
    isKey && isPlainKey(text as string) ? (text as string) : quote(text as string),
  ),
  writing("float", "number", (number) => writeNumber(number as number)),
  writing("int", "bigint", String),
  writing("bool", "boolean", String),
  { ...writing("null", "object", () => "null"), identify: (value) => value === null },
];

function writing(name: string, type: string, write: (value: unknown, isKey: boolean) => string): Yaml.ScalarTag {
  return {
    tag: `tag:yaml.org,2002:${name}`,
    default: true,
    identify: (value) => typeof value === type,
    resolve: (text) => text,
    stringify: (item, context) => write(item.value, context.implicitKey === true),
  };
}

function sortKeys(value: WritableValue | undefined): unknown {
  if (Array.isArray(value)) return value.map((item: WritableValue) => sortKeys(item));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value as Readonly<Record<string, WritableValue | undefined>>);
  return new Map(
    entries
      .filter(([, item]) => item !== undefined)
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([key, item]) => [key, sortKeys(item)]),
  );
}
