import { expect, test } from "vitest";
import { checkFindings, checkVeto } from "../../src/lifecycle/hook-answers.js";

const finding = { level: "ok", subject: "water", message: "the bottle is full" };

test.each([[finding], [[finding, { ...finding, level: "warning", todo: "Refill." }]], [[]]])(
  "findings are taken: %j",
  (answer) => {
    expect(() => checkFindings(answer)).not.toThrow();
  },
);

test.each([[null], [true], ["ok"], [{ ...finding, level: "fatal" }], [{ ...finding, mesage: "x" }], [[finding, 7]]])(
  "an answer of preflight that is no finding is refused: %j",
  (answer) => {
    expect(() => checkFindings(answer)).toThrow(/must be a finding \{ level, subject, message, todo\? \}/);
  },
);

test("a veto is taken; a text, an empty reason and a misspelt key are not", () => {
  expect(() => checkVeto({ reason: "no food", todo: "Feed." })).not.toThrow();
  for (const wrong of ["no food", { reason: "" }, { reason: "x", advice: "y" }, 7])
    expect(() => checkVeto(wrong)).toThrow(/must be a veto/);
});
