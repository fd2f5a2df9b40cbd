import { describe, expect, it } from "vitest";
import { manifestFileName } from "../../src/names/index.js";
import { catchError } from "../catch-error.js";

describe("manifestFileName", () => {
  it.each([
    ["614173_2026-07-14T090500-0700", "manifest_614173_2026-07-14T090500-0700.yaml"],
    ["ephys.v1.2_2025", "manifest_ephys.v1.2_2025.yaml"],
    ["ephys.v1.3_2025", "manifest_ephys.v1.3_2025.yaml"],
    ["naive.name.with.dots", "manifest_naive.name.with.dots.yaml"],
    ["a.yaml", "manifest_a.yaml.yaml"],
    ["manifest_a", "manifest_manifest_a.yaml"],
    ["Sitzung é 😀", "manifest_Sitzung é 😀.yaml"],
    ["console", "manifest_console.yaml"],
    [".hidden", "manifest_.hidden.yaml"],
  ])("only adds to %j", (name, file) => {
    expect(manifestFileName(name)).toBe(file);
  });

  it.each([
    ["", "empty"],
    [".", "another folder"],
    ["..", "another folder"],
    ["a/b", '"/"'],
    ["../../etc/passwd", '"/"'],
    ["a\\b", '"\\\\"'],
    ["C:x", '":"'],
    ["what?", '"?"'],
    ["a*", '"*"'],
    ['a"b', '"\\""'],
    ["a\nb", '"\\n"'],
    ["a\u0000b", "\\u0000"],
    ["a\u007Fb", "character"],
    ["con", "device"],
    ["CON", "device"],
    ["nul.txt", "device"],
    ["COM1", "device"],
    ["lpt9.x.y", "device"],
    ["com¹", "device"],
    ["a.", "dot or space"],
    ["a ", "dot or space"],
    [" a", "begins with a space"],
    ["__proto__", "JavaScript"],
    ["a\uD800", "half a character"],
    ["x".repeat(201), "longer"],
    ["é".repeat(101), "longer"],
  ])("refuses %j and says why", (name, why) => {
    const error = catchError(() => manifestFileName(name));
    expect(error.code).toBe("NAME_UNUSABLE");
    expect(error.message).toContain(why);
  });
});
