import { describe, expect, test } from "vitest";
import { checkSubject, subjectCaution } from "../../src/session/check-subject.js";
import { planSession } from "../../src/session/plan-session.js";
import { createFakeClock } from "@rigline/foundation/testing";

test.each([
  ["$HOME", '"$"'],
  ["#1", '"#"'],
  ["a;b", '";"'],
  ["614173&calc", '"&"'],
  ["%PATH%", '"%"'],
  ["a!b", '"!"'],
  ["x=z", '"="'],
  ["mouse🐭", '"🐭"'],
  ["-x", "begins with a dash"],
])("%s is a folder's name, and something else to a shell", (subject, said) => {
  expect(checkSubject(subject)).toBeUndefined();
  expect(subjectCaution(subject)).toContain(said);
});

test.each(["614173", "mouse-7", "A.b_c", "Mäuschen", "a b", "m+1@x"])("%s is plain everywhere", (subject) => {
  expect(subjectCaution(subject)).toBeUndefined();
});

describe("a subject", () => {
  test.each([
    "614173",
    "000123",
    "mouse-7",
    "A.b_c",
    "calibration",
    "Mäuschen",
    "con1",
    "common",
    "aux_2",
    "a b",
    "x".repeat(128),
  ])("may be %j", (subject) => {
    expect(checkSubject(subject)).toBeUndefined();
  });

  test.each([
    ["", "is empty"],
    ["a/b", '"/"'],
    ["..\\secrets", '"\\\\"'],
    ["C:", '":"'],
    ["a*", '"*"'],
    ["a?", '"?"'],
    ['a"b', '"\\""'],
    ["a<b", '"<"'],
    ["a>b", '">"'],
    ["a|b", '"|"'],
    ["a\0b", '"\\u0000"'],
    ["a\nb", '"\\n"'],
    ["a\u007Fb", "character"],
    ["a\uD800", '"\\ud800"'],
    [".", "begins with"],
    ["..", "begins with"],
    [".hidden", "begins with"],
    [" a", "begins with"],
    ["a ", "ends with"],
    ["a.", "ends with"],
    ["a\u00A0", "ends with"],
    ["CON", "device"],
    ["nul", "device"],
    ["Com1", "device"],
    ["lpt9.txt", "device"],
    ["aux.", "ends with"],
    ["COM¹", "device"],
    ["conin$", "device"],
    ["x".repeat(129), "129 bytes"],
    ["ä".repeat(65), "130 bytes"],
  ])("may not be %j: %s", (subject, problem) => {
    expect(checkSubject(subject)).toContain(problem);
    const clock = createFakeClock();
    expect(() => planSession({ subject, experimenters: [], dataDir: "/d", rigName: "r", clock })).toThrow(
      expect.objectContaining({ code: "SESSION_SUBJECT_INVALID", exitCode: 2 }),
    );
  });
});

test("one that is too long is not printed whole, and no other letters are asked for", () => {
  const clock = createFakeClock();
  const subject = "x".repeat(1000);
  expect(() => planSession({ subject, experimenters: [], dataDir: "/d", rigName: "r", clock })).toThrow(
    expect.objectContaining({
      message: `"${"x".repeat(40)}…" can't be a subject: the subject is 1000 bytes long, and names are cut at 128`,
      todo: expect.stringContaining("shorter"),
    }),
  );
});
