import type { WallTime } from "@rigline/foundation/time";

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

/** Bytes that stood in base64 behind `!!binary`. */
export class YamlBinary {
  constructor(readonly bytes: Uint8Array) {}

  /** What pydantic makes of bytes where it wants text; undefined when they are no UTF-8. */
  get text(): string | undefined {
    try {
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(this.bytes);
    } catch {
      return undefined;
    }
  }
}

/** What stood behind `!!set`; to Python no mapping and no list. */
export class YamlSet {
  constructor(readonly items: readonly YamlValue[]) {}
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
  | YamlBinary
  | YamlSet
  | readonly YamlValue[]
  | YamlMapping;

/** Has no prototype: every key is one of the file. Keys that are no text stand as Python's JSON writes them. */
export interface YamlMapping {
  readonly [key: string]: YamlValue;
}

export type DocumentPath = readonly (string | number)[];

/** Whether a value is a mapping of the file's. */
export function isYamlMapping(value: unknown): value is YamlMapping {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === null;
}
