import { describe, expect, test } from "vitest";
import { defineErrors, renderError, RiglineError } from "@rigline/foundation/errors";

const waterError = defineErrors({
  WATER_EMPTY: { exit: "runner", meaning: "The bottle is empty.", todo: "Fill the bottle." },
});

describe("a coded error", () => {
  test("says what, where, why and what to do", () => {
    const error = waterError("WATER_EMPTY", {
      what: "the bottle of port 2 is empty",
      where: {
        plugin: "water",
        hook: "preflight",
        file: "rigline.config.yaml",
        line: 3,
        column: 5,
        path: "water.port",
      },
      why: "it holds 0 of 500 mL\nit was filled last week",
    });
    expect(renderError(error)).toMatchInlineSnapshot(`
      "error WATER_EMPTY: the bottle of port 2 is empty
        where: plugin water, hook preflight, rigline.config.yaml:3:5, at water.port
        why:   it holds 0 of 500 mL
               it was filled last week
        do:    Fill the bottle."
    `);
    expect(error.exitCode).toBe(8);
  });

  test("takes its why from the cause, and its advice from the details", () => {
    const error = waterError("WATER_EMPTY", {
      what: "the bottle is empty",
      cause: new Error("no pressure"),
      todo: "Call.",
    });
    expect(renderError(error)).toMatchInlineSnapshot(`
      "error WATER_EMPTY: the bottle is empty
        why:   no pressure
        do:    Call."
    `);
    expect(error.cause).toBeInstanceOf(Error);
  });

  test("shows the stacks of the whole chain when asked to, and only then", () => {
    const error = waterError("WATER_EMPTY", { what: "the bottle is empty", cause: new Error("no pressure") });
    expect(renderError(error)).not.toMatch(/^\s+at /m);
    expect(renderError(error, { verbose: true }).match(/^\s+at .*render-error\.test/gm)?.length).toBeGreaterThanOrEqual(
      2,
    );
  });
});

test("an error of the same shape from another package is rendered like one of ours", () => {
  class ManifestLikeError extends Error {
    readonly code = "MANIFEST_UNREADABLE";
    readonly where = { file: "manifest_1.yaml", line: 2 };
    readonly why = undefined;
    readonly todo = "Mend the line.";
    readonly exitCode = 9;
  }
  const error = new ManifestLikeError("the manifest can't be read");
  expect(error).toBeInstanceOf(RiglineError);
  expect(renderError(error)).toContain("where: manifest_1.yaml:2");
});

test.each([
  [new Error("plain")],
  [Object.assign(new Error("ENOENT"), { code: "ENOENT" })],
  [{ code: "X", todo: "y", exitCode: 1, where: {} }],
  ["text"],
  [undefined],
])("%s is no coded error", (value) => {
  expect(value instanceof RiglineError).toBe(false);
  expect(renderError(value)).toMatch(/^error: [\s\S]*--verbose/);
});
