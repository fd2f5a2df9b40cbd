import { expect, test } from "vitest";
import { checkConfig, checkFindings, checkVeto } from "../../src/lifecycle/hook-answers.js";

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

test("what is wrong with a finding is said, alone and in a list", () => {
  for (const answer of [{ ...finding, level: "fatal" }, [finding, { ...finding, level: "fatal" }]])
    expect(() => checkFindings(answer)).toThrow(/expected one of "ok"\|"warning"\|"error"[^]*level/);
});

test("a config is taken; what is none is refused in words, not as JSON", () => {
  const config = { data_dir: "data" };
  expect(() => checkConfig(config)).not.toThrow();
  expect(() => checkConfig({ ...config, subjct: "614173" })).toThrow(
    'the answer must be the whole config, such as ({ ...config, notes }), or nothing\n✖ Unrecognized key: "subjct"',
  );
  expect(() => checkConfig("data")).toThrow(/expected object, received string/);
});

test("a veto is taken; a text, an empty reason and a misspelt key are not", () => {
  expect(() => checkVeto({ reason: "no food", todo: "Feed." })).not.toThrow();
  for (const wrong of ["no food", { reason: "" }, { reason: "x", advice: "y" }, 7])
    expect(() => checkVeto(wrong)).toThrow(/must be a veto/);
});
