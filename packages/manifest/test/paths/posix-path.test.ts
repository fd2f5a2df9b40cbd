import { describe, expect, it } from "vitest";
import { joinPosix, toPosixPath } from "../../src/paths/posix-path.js";

describe("toPosixPath", () => {
  it.each([
    ["/data/614173/s1", "/data/614173/s1"],
    ["C:\\data\\614173", "C:/data/614173"],
    ["C:/data\\614173/", "C:/data/614173"],
    ["D:\\", "D:/"],
    ["C:", "C:"],
    ["\\\\allen\\aind\\stage\\x", "//allen/aind/stage/x"],
    ["\\\\allen\\aind\\/stage/x", "//allen/aind/stage/x"],
    ["//allen/aind/stage/x", "//allen/aind/stage/x"],
    ["///allen/aind", "/allen/aind"],
    ["\\data\\x", "/data/x"],
    ["\\\\?\\C:\\very\\long", "C:/very/long"],
    ["\\\\?\\UNC\\server\\share\\x", "//server/share/x"],
    ["\\\\.\\C:\\x", "C:/x"],
    ["/a//b/./c/", "/a/b/c"],
    ["a/../b", "a/../b"],
    ["./a", "a"],
    [".", "."],
    ["/", "/"],
    ["C:\\data\\é 😀\\x y", "C:/data/é 😀/x y"],
    ["/linux/with\\backslash", "/linux/with\\backslash"],
  ])("writes %j as %j", (path, posix) => {
    expect(toPosixPath(path)).toBe(posix);
    expect(toPosixPath(posix)).toBe(posix);
  });

  it("joins names to drives, servers and folders alike", () => {
    expect(joinPosix("C:/data", "s1", "behavior")).toBe("C:/data/s1/behavior");
    expect(joinPosix("//allen/aind", "s1")).toBe("//allen/aind/s1");
    expect(joinPosix("/", "s1")).toBe("/s1");
    expect(joinPosix("D:/", "s1")).toBe("D:/s1");
  });
});
