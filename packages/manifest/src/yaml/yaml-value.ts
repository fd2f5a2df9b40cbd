import type { WallTime } from "../time/iso-datetime.js";

/** A date or date-time that stood unquoted: a YAML 1.1 reader makes a date of it. */
export class YamlTimestamp {
  constructor(
    /** As it stands in the file. */
    readonly text: string,
    readonly time: WallTime,
    readonly hasTime: boolean,
  ) {}
}

/**
 * An unquoted word of which a YAML 1.1 reader makes another number than it looks like: `20:00:00` is 72000 (base 60), and
 * `000123` is 83 (base 8).
 */
export class YamlDisguisedNumber {
  constructor(
    readonly text: string,
    readonly value: number,
  ) {}
}

/** What a file's text means to a YAML 1.1 reader. Integers that a JavaScript number can't hold are bigint. */
export type YamlValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | YamlTimestamp
  | YamlDisguisedNumber
  | readonly YamlValue[]
  | YamlMapping;

/** Has no prototype: every key is one of the file. */
export interface YamlMapping {
  readonly [key: string]: YamlValue;
}

export type DocumentPath = readonly (string | number)[];

/** `modalities.behavior[0]`, with quotes where a key is not a plain word. */
export function formatPath(path: DocumentPath): string {
  let text = "";
  for (const part of path) {
    if (typeof part === "number") text += `[${part}]`;
    else if (/^[\w-]+$/.test(part)) text += text === "" ? part : `.${part}`;
    else text += `[${JSON.stringify(part)}]`;
  }
  return text;
}
