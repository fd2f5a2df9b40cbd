import { didYouMean, type ErrorPlace, type Problem } from "@rigline/foundation/errors";
import { isPlatform, PLATFORMS, vocabularyError } from "../vocabulary/index.js";
import { isYamlMapping, showYaml, YamlDisguisedNumber, type YamlDocument } from "../yaml/index.js";
import { OWN_NOTES } from "./own-notes.js";
import { manifestError } from "./manifest-errors.js";
import { MANIFEST_KEYS, ManifestFileSchema, type ManifestFile } from "./manifest-schema.js";

/** Keys that the service knows and that change nothing. */
const WITHOUT_EFFECT = [
  "processor_full_name",
  "capsule_id",
  "mount",
  "s3_bucket",
  "script",
  "force_cloud_sync",
] as const;

const SERVICES_OWN = "checksum_mode";

/**
 * What stops nothing and was probably not meant: keys that nobody reads, values that nothing is made of, numbers that are not
 * what they look like, an encoding that other readers refuse.
 */
export function findNotices(document: YamlDocument): readonly Problem[] {
  const { mapping } = document;
  const keys = Object.entries(mapping).flatMap(([key, value]) => noticeOfKey(document, key, value));
  const parsed = ManifestFileSchema.safeParse(mapping);
  const values = parsed.success ? noticesOfValues(document, parsed.data) : [];
  return [...noticeOfEncoding(document), ...keys, ...values, ...noticesOfNotes(document)];
}

function noticeOfEncoding({ encoding, place }: YamlDocument): Problem[] {
  if (encoding === "utf-8" || encoding === "text") return [];
  const where = place([]);
  const message = `the file is ${encoding === "utf-16" ? "UTF-16" : "in Windows's code page 1252"}: it is read, but the Python services read UTF-8 alone`;
  return [notice("MANIFEST_ENCODING", message, where)];
}

function noticeOfKey(document: YamlDocument, key: string, value: unknown): Problem[] {
  const where = document.placeOfKey(key);
  const { text = key, isText = true } = document.writtenKey(document.mapping, key) ?? {};
  if (!isText)
    return [
      notice(
        "MANIFEST_KEY_IGNORED",
        `the key ${JSON.stringify(text)} is no text and is ignored; the Python services refuse the manifest`,
        where,
      ),
    ];
  if (key === SERVICES_OWN)
    return [
      notice(
        "MANIFEST_KEY_IGNORED",
        `the key "${key}" is ignored, and aind-watchdog-service 0.1.6 to 0.1.9 refuse a manifest with it. Did you mean "checksum_mode_override"?`,
        where,
      ),
    ];
  if (!MANIFEST_KEYS.includes(key))
    return [notice("MANIFEST_KEY_IGNORED", `the key "${key}" is ignored.${didYouMean(key, MANIFEST_KEYS)}`, where)];
  if (value instanceof YamlDisguisedNumber)
    return [
      notice(
        "MANIFEST_VALUE_MISREAD",
        `${key}: to the Python programs ${value.text} is ${value.value}`,
        document.place([key]),
      ),
    ];
  return [];
}

/** Keys that look like Rigline's own notes and are none. */
function noticesOfNotes(document: YamlDocument): Problem[] {
  const info = document.mapping["extra_identifying_info"];
  if (!isYamlMapping(info)) return [];
  const unknown = Object.keys(info).filter((key) => key.startsWith("rigline_") && !OWN_NOTES.includes(key));
  return unknown.map((key) =>
    notice(
      "MANIFEST_KEY_IGNORED",
      `the key "${key}" in extra_identifying_info is ignored: it is none of Rigline's.${didYouMean(key, OWN_NOTES)}`,
      document.place(["extra_identifying_info", key]),
    ),
  );
}

function noticesOfValues(document: YamlDocument, file: ManifestFile): Problem[] {
  const unused = WITHOUT_EFFECT.filter((key) => file[key] === undefined && document.mapping[key] !== undefined).map(
    (key) =>
      notice(
        "MANIFEST_VALUE_UNUSED",
        `${key} has no effect, and ${showYaml(document.mapping[key])} is no value for it`,
        document.place([key]),
      ),
  );
  const platform = file.platform ?? null;
  if (platform === null || isPlatform(platform)) return unused;
  const message = `${JSON.stringify(platform)} is no platform: the job is posted without one, as aind-watchdog-service does.${didYouMean(platform, Object.keys(PLATFORMS))}`;
  const { todo } = vocabularyError.table.UNKNOWN_PLATFORM;
  return [...unused, { code: "UNKNOWN_PLATFORM", message, where: document.place(["platform"]), todo }];
}

function notice(code: keyof typeof manifestError.table, message: string, where: ErrorPlace): Problem {
  return { code, message, where, todo: manifestError.table[code].todo };
}
