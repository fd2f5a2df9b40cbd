import { formatIso } from "@rigline/foundation/time";
import { describe, expect, it } from "vitest";
import { isSpecialWord, readDocument, YamlDisguisedNumber, YamlTimestamp } from "../../src/yaml/index.js";
import { catchError } from "../catch-error.js";

function readWord(word: string): unknown {
  return readDocument(`k: ${word}\n`, {}).mapping["k"];
}

// Each row was read by PyYAML 6.0.3; test/interop compares thousands more with the real one.
describe("an unquoted word is what PyYAML takes it for", () => {
  it.each([
    ["", null],
    ["~", null],
    ["NULL", null],
    ["yes", true],
    ["Off", false],
    ["TRUE", true],
    ["y", "y"],
    ["N", "N"],
    ["tRUE", "tRUE"],
    ["614173", 614_173],
    ["089", "089"],
    ["0o17", "0o17"],
    ["0x1F", 31],
    ["0b101", 5],
    ["-0x10", -16],
    ["1_000", 1000],
    ["12345678901234567890", 12_345_678_901_234_567_890n],
    ["-9007199254740993", -9_007_199_254_740_993n],
    ["1.5", 1.5],
    ["1.", 1],
    [".5", 0.5],
    ["1e3", "1e3"],
    ["1.0e3", "1.0e3"],
    ["1.0e+3", 1000],
    ["1_0.5", 10.5],
    [".inf", Number.POSITIVE_INFINITY],
    ["-.INF", Number.NEGATIVE_INFINITY],
    [".NaN", Number.NaN],
    ["190:20:30.15", 685_230.15],
    ["123456_2025-09-08T173005Z", "123456_2025-09-08T173005Z"],
    ["123456_20250908", 12_345_620_250_908],
  ])("%s", (word, value) => {
    expect(readWord(word)).toStrictEqual(value);
  });

  it.each([
    ["20:00:00", 72_000],
    ["20:00", 1200],
    ["1:30", 90],
    ["-1:30", -90],
    ["000123", 83],
    ["-017", -15],
    ["0_7", 7],
  ])("%s is the number %d, and remembers how it was written", (word, value) => {
    const read = readWord(word);
    expect(read).toBeInstanceOf(YamlDisguisedNumber);
    expect(read).toMatchObject({ text: word, value });
  });

  it("00:00:00 and 09:05:00 are text, for their first digit is zero", () => {
    expect(readWord("00:00:00")).toBe("00:00:00");
    expect(readWord("09:05:00")).toBe("09:05:00");
  });

  it.each([
    ["2026-03-02", "2026-03-02T00:00:00", false],
    ["2026-03-02T10:15:00", "2026-03-02T10:15:00", true],
    ["2026-3-2 1:15:00", "2026-03-02T01:15:00", true],
    ["2026-03-02 10:15:00.5 -7", "2026-03-02T10:15:00.500000-07:00", true],
    ["2026-03-02T10:15:00Z", "2026-03-02T10:15:00Z", true],
    ["2026-03-02t10:15:00+05:45", "2026-03-02T10:15:00+05:45", true],
  ])("%s is the moment %s", (word, iso, hasTime) => {
    const read = readWord(word) as YamlTimestamp;
    expect(read).toBeInstanceOf(YamlTimestamp);
    expect(formatIso(read.time)).toBe(iso);
    expect(read.hasTime).toBe(hasTime);
  });

  it.each(["2026-02-30", "2026-03-02 25:00:00", "0b_", "="])("%s is refused, as PyYAML fails on it", (word) => {
    expect(catchError(() => readWord(word))).toMatchObject({ code: "YAML_SYNTAX", where: { line: 1, column: 4 } });
  });

  it("quotes and !!str make text of anything", () => {
    for (const word of ["yes", "20:00:00", "=", "000123", "~", "2026-03-02"]) {
      expect(readWord(`'${word}'`)).toBe(word);
      expect(readWord(`"${word}"`)).toBe(word);
      expect(readWord(`!!str ${word}`)).toBe(word);
    }
  });

  it("a tag makes a number of quoted digits", () => {
    expect(readWord('!!int "17"')).toBe(17);
  });

  it("isSpecialWord knows which keys need quotes", () => {
    expect(["yes", "12", "20:00:00", "=", "", "~", "1.5", "2026-03-02"].every(isSpecialWord)).toBe(true);
    expect(["subject_id", "y", "behavior-videos", "1e3"].some(isSpecialWord)).toBe(false);
  });
});
