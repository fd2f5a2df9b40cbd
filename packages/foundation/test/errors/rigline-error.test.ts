import { describe, expect, it } from "vitest";
import { defineErrors, renderError, RiglineError } from "@rigline/foundation/errors";

const error = defineErrors({
  TOO_HOT: { exit: "handOff", meaning: "It is too hot.", todo: "Wait.", retry: "few" },
  TOO_COLD: { exit: "config", meaning: "It is too cold.", todo: "Heat." },
});

describe("RiglineError", () => {
  it("carries code, place, reason, advice, cause, exit code and what becomes of the work", () => {
    const cause = new Error("sun");
    const where = { file: "m.yaml", line: 3, column: 1, path: "a.b" };
    const made = error("TOO_HOT", { what: "41 degrees", where, why: "summer", cause });
    expect(made).toBeInstanceOf(RiglineError);
    expect(made).toMatchObject({ code: "TOO_HOT", message: "41 degrees", where, why: "summer", todo: "Wait.", cause });
    expect([made.exitCode, made.retry]).toEqual([9, "few"]);
    const other = error("TOO_COLD", { what: "-3 degrees" });
    expect([other.exitCode, other.retry]).toEqual([3, undefined]);
  });

  it("takes advice of the moment over the code's own", () => {
    expect(error("TOO_HOT", { what: "x", todo: "Open the door." }).todo).toBe("Open the door.");
  });

  it("is its own only problem when no others are given", () => {
    expect(error("TOO_HOT", { what: "x", where: { line: 1 } }).problems).toEqual([
      { code: "TOO_HOT", message: "x", where: { line: 1 }, todo: "Wait." },
    ]);
  });

  it("holds what it is about as it is, and shows no control character of it", () => {
    const made = error("TOO_HOT", { what: "a\u001B[2J", why: "b\u202E", where: { file: "c\u009B" } });
    expect([made.message, made.why]).toEqual(["a\u001B[2J", "b\u202E"]);
    expect(renderError(made)).toBe(
      ["error TOO_HOT: a\\x1b[2J", "  where: c\\x9b", "  why:   b\\u202e", "  do:    Wait."].join("\n"),
    );
  });
});
