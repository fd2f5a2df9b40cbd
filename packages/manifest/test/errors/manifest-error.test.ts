import { describe, expect, it } from "vitest";
import { defineErrors, ManifestError } from "../../src/errors/index.js";

const error = defineErrors({
  TOO_HOT: { exit: "handOff", meaning: "It is too hot.", todo: "Wait." },
  TOO_COLD: { exit: "config", meaning: "It is too cold.", todo: "Heat." },
});

describe("ManifestError", () => {
  it("carries code, place, reason, advice, cause and exit code", () => {
    const cause = new Error("sun");
    const where = { file: "m.yaml", line: 3, column: 1, path: "a.b" };
    const made = error("TOO_HOT", { what: "41 degrees", where, why: "summer", cause });
    expect(made).toBeInstanceOf(ManifestError);
    expect(made).toMatchObject({ code: "TOO_HOT", message: "41 degrees", where, why: "summer", todo: "Wait.", cause });
    expect(made.exitCode).toBe(9);
    expect(error("TOO_COLD", { what: "-3 degrees" }).exitCode).toBe(3);
  });

  it("takes advice of the moment over the code's own", () => {
    expect(error("TOO_HOT", { what: "x", todo: "Open the door." }).todo).toBe("Open the door.");
  });

  it("is its own only problem when no others are given", () => {
    expect(error("TOO_HOT", { what: "x", where: { line: 1 } }).problems).toEqual([
      { code: "TOO_HOT", message: "x", where: { line: 1 }, todo: "Wait." },
    ]);
  });
});
