import { didYouMean, type Problem } from "../errors/index.js";
import { YamlDisguisedNumber, type YamlDocument } from "../yaml/index.js";
import { manifestError } from "./manifest-errors.js";
import { MANIFEST_KEYS } from "./manifest-schema.js";

/** What stops nothing and was probably not meant: keys that nobody reads, numbers that are not what they look like. */
export function findNotices(document: YamlDocument): readonly Problem[] {
  return Object.entries(document.mapping).flatMap(([key, value]) => {
    if (!MANIFEST_KEYS.includes(key))
      return notice(
        document,
        "MANIFEST_KEY_IGNORED",
        key,
        `the key "${key}" is ignored.${didYouMean(key, MANIFEST_KEYS)}`,
      );
    if (value instanceof YamlDisguisedNumber)
      return notice(
        document,
        "MANIFEST_VALUE_MISREAD",
        key,
        `${key}: to the Python programs ${value.text} is ${value.value}`,
      );
    return [];
  });
}

function notice(
  document: YamlDocument,
  code: keyof typeof manifestError.table,
  key: string,
  message: string,
): Problem[] {
  return [{ code, message, where: document.place([key]), todo: manifestError.table[code].todo }];
}
