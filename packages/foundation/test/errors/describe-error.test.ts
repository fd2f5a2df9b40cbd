import { describe, expect, test } from "vitest";
import { defineErrors, describeError, renderFailure } from "@rigline/foundation/errors";

const error = defineErrors({
  STOPPED: { exit: "aborted", meaning: "Stopped.", todo: "Run it again." },
  BROKEN: { exit: "config", meaning: "Broken.", todo: "Mend it." },
});

describe("an error as JSON", () => {
  test("has code, message, place, reason and advice", () => {
    const where = { file: "a.yaml", line: 2 };
    expect(describeError(error("BROKEN", { what: "it is broken", where, why: "it fell" }))).toEqual({
      code: "BROKEN",
      message: "it is broken",
      where,
      why: "it fell",
      todo: "Mend it.",
    });
  });

  test("takes the reason from its cause, where the message does not say it", () => {
    const cause = new Error("it fell");
    expect(describeError(error("BROKEN", { what: "it is broken", cause }))).toMatchObject({ why: "it fell" });
    expect(describeError(error("BROKEN", { what: "broken: it fell", cause }))).not.toHaveProperty("why");
  });

  test("of nobody's making is INTERNAL", () => {
    expect(describeError(new TypeError("x is no function"))).toEqual({
      code: "INTERNAL",
      message: "x is no function",
      where: {},
      todo: "Run the same command with --verbose and report what it prints.",
    });
  });
});

test("what a person has stopped is told as that, with its code and what to do", () => {
  const stopped = error("STOPPED", { what: "the question was cancelled", why: "Escape" });
  expect(renderFailure(stopped, {})).toBe(
    "stopped: the question was cancelled (STOPPED)\n  why:   Escape\n  do:    Run it again.",
  );
  expect(renderFailure(stopped, { verbose: true })).toMatch(/^\s+at /m);
});
