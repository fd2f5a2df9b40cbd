import { expect, test } from "vitest";
import { checkAnswers } from "../../src/preflight/check-answers.js";
import { makeParts } from "../support/make-parts.js";

function check(
  answers: Readonly<Record<string, unknown>>,
  options: Readonly<Record<string, unknown>> = { confirm: true },
) {
  return checkAnswers(makeParts("/rig", { options, values: { answers } as never })).map(({ message }) => message);
}

test("an answer beforehand that is none to the hand-off's question is told before the session", () => {
  expect(check({ transfer: "maybe" })).toEqual(['the answer "maybe" for transfer is neither yes nor no']);
  expect(check({ transfr: "no" })).toEqual([expect.stringContaining("an answer for transfr")]);
  for (const answer of ["No", "yes", true, "false"]) expect(check({ transfer: answer, transfr: "x" })).toEqual([]);
  expect(check({ weight: "21.5" })).toEqual([]);
});

test("it matters to nobody where nothing is asked", () => {
  expect(check({ transfer: "maybe" }, {})).toEqual([]);
});
