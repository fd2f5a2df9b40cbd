import * as fc from "fast-check";
import type { JsonValue, Manifest } from "@rigline/manifest";

/** Words that one YAML reader or another takes for something else than text. */
const TRAPS = [
  ["", " ", "~", "null", "yes", "No", "ON", "y", "n", "true", "=", "<<", "-", "- a", "?", ":", "a: b", "#x", "%x"],
  ["000123", "614173", "0o17", "0x1F", "1_000", "1e3", "1.5", ".5", ".inf", ".nan", "123456_20250908", "1:30"],
  ["20:00:00", "20:00", "2026-03-02", "2026-03-02T10:15:00Z", "...", "---", "!!str x", "&a", "*a", "|", ">", "@", "`"],
  [
    "é",
    "日本",
    "😀",
    "a\tb",
    "a\nb",
    "a\r\nb",
    " lead",
    "trail ",
    "'",
    '"',
    "\\",
    "C:\\data\\x",
    "\\\\srv\\x",
    "{{ x }}",
  ],
  ["\u0000", "\u0007", "\u007F", "\u0085", "\u00A0", "\u2028", "\u2029", "\uFEFF", "\uFFFE", "x ".repeat(300)],
  ["__proto__", "constructor", "toString"],
].flat();

/** Any text without half characters, which no UTF-8 file can hold. */
export const text = fc.oneof(fc.constantFrom(...TRAPS), fc.string({ unit: "binary", maxLength: 40 }), fc.string());

const word = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,20}[A-Za-z0-9]$/).filter((name) => !isDevice(name));

function isDevice(name: string): boolean {
  return /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i.test(name);
}

const path = fc
  .tuple(fc.constantFrom("/data", "C:/data", "//server/share"), fc.array(word, { minLength: 1, maxLength: 4 }))
  .map(([root, names]) => [root, ...names].join("/"));

/** Numbers whose JSON text means the same in every language. */
const number = fc.oneof(fc.maxSafeInteger(), fc.double({ noNaN: true, noDefaultInfinity: true }));

const json = fc.letrec<{ value: JsonValue; mapping: Record<string, JsonValue> }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    text,
    number,
    fc.boolean(),
    fc.constant(null),
    fc.array(tie("value"), { maxLength: 4 }),
    tie("mapping"),
  ),
  mapping: fc.dictionary(text, tie("value"), { maxKeys: 5 }),
}));

const two = (value: number): string => String(value).padStart(2, "0");

const datetime = fc
  .tuple(
    fc.integer({ min: 1, max: 9999 }),
    fc.integer({ min: 1, max: 12 }),
    fc.integer({ min: 1, max: 28 }),
    fc.integer({ min: 0, max: 86_399 }),
    fc.constantFrom("", ".500000", ".000001"),
    fc.constantFrom("", "Z", "-07:00", "+05:45", "-03:30"),
  )
  .map(([year, month, day, second, fraction, zone]) => {
    const clock = `${two(Math.floor(second / 3600))}:${two(Math.floor(second / 60) % 60)}:${two(second % 60)}`;
    return `${String(year).padStart(4, "0")}-${two(month)}-${two(day)}T${clock}${fraction}${zone}`;
  });

const clockTime = fc
  .integer({ min: 0, max: 86_399 })
  .map((second) => `${two(Math.floor(second / 3600))}:${two(Math.floor(second / 60) % 60)}:${two(second % 60)}`);

const orNull = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | null> => fc.option(value, { nil: null });

export const MODALITY_NAMES = ["behavior", "behavior-videos", "ecephys", "fib", "pophys", "SPIM"] as const;

/** A manifest's keys as all programs that write or read one have them. */
export function keysOf(each: Manifest): Record<string, unknown> {
  return {
    name: each.name,
    subject_id: each.subjectId,
    acquisition_datetime: each.acquisitionDatetime,
    schedule_time: each.scheduleTime,
    transfer_endpoint: each.transferEndpoint,
    platform: each.platform,
    project_name: each.projectName,
    destination: each.destination,
    modalities: each.modalities,
    schemas: each.schemas,
    transfer_service_args: each.transferServiceArgs,
    delete_modalities_source_after_success: each.deleteModalitiesSourceAfterSuccess,
    extra_identifying_info: each.extraIdentifyingInfo,
  };
}

/** Any manifest that can be written. */
export const manifest: fc.Arbitrary<Manifest> = fc.record({
  name: word,
  subjectId: fc.oneof(
    fc.constantFrom("000123", "614173", "calibration", "=", "yes"),
    text.filter((id) => id !== ""),
  ),
  acquisitionDatetime: datetime,
  scheduleTime: orNull(clockTime),
  transferEndpoint: orNull(text),
  platform: orNull(fc.constantFrom("behavior", "ecephys", "SmartSPIM")),
  projectName: text,
  uploadNotificationEmail: orNull(text),
  destination: path,
  modalities: fc.dictionary(fc.oneof(fc.constantFrom(...MODALITY_NAMES), word), fc.array(path, { maxLength: 3 }), {
    minKeys: 1,
    maxKeys: 4,
  }),
  schemas: fc.array(path, { maxLength: 3 }),
  transferServiceJobType: text,
  transferServiceArgs: orNull(json.mapping),
  deleteModalitiesSourceAfterSuccess: fc.boolean(),
  extraIdentifyingInfo: orNull(json.mapping),
  checksumModeOverride: orNull(fc.constantFrom("no_check", "file_size", "crc32")),
  legacy: fc.constant(null),
});
