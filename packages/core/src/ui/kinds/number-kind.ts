import type { NumberQuestion } from "../questions.js";
import { problemOf, type Kind, type Reading } from "./kind.js";

export const NUMBER: Kind<NumberQuestion, number> = {
  remember: "subject",
  hint: ({ unit, unitName }) => (unit === undefined ? undefined : `in ${unitName ?? unit}`),
  draw: async ({ text }, screen, question, { title, offer, parts }) => {
    const offered = offer === undefined ? "" : String(offer.value);
    const read = (typed: string | undefined): Reading<number> =>
      NUMBER.read((typed ?? "").trim() === "" ? offered : (typed ?? ""), question, parts);
    const typed = await text({
      ...screen,
      message: title,
      placeholder: offered,
      defaultValue: offered,
      validate: (value) => problemOf(read(value)),
    });
    if (typeof typed === "symbol") return typed;
    const reading = read(typed);
    return "answer" in reading ? reading.answer : Number.NaN;
  },
  read: readNumber,
  write: String,
  show: (answer, { unit }) => withUnit(answer, unit),
};

function readNumber(text: string, question: NumberQuestion): Reading<number> {
  const [, digits, comma, behind = ""] = /^\s*([-+]?\d+(?:([.,])\d+)?(?:e[-+]?\d+)?)\s*(.*?)\s*$/i.exec(text) ?? [];
  if (digits === undefined) return { problem: describeNumber(question) };
  if (comma === ",") return { problem: `${describeNumber(question)}: with a point, ${digits.replace(",", ".")}` };
  const { unit, unitName = unit } = question;
  if (behind !== "" && behind !== unit && behind.toLowerCase() !== unitName?.toLowerCase())
    return { problem: `${describeNumber(question)}, and not in "${behind}"` };
  const answer = Number(digits);
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = question;
  if (!Number.isFinite(answer)) return { problem: describeNumber(question) };
  if (question.whole === true && !Number.isInteger(answer)) return { problem: describeNumber(question) };
  if (answer < min) return { problem: `${withUnit(min, unit)} is the least` };
  if (answer > max) return { problem: `${withUnit(max, unit)} is the most` };
  return { answer };
}

/** `a number of grams, such as 21.4`. */
function describeNumber({ unit, unitName = unit, whole, example }: NumberQuestion): string {
  const kind = whole === true ? "a whole number" : "a number";
  return `${kind}${unitName === undefined ? "" : ` of ${unitName}`}${example === undefined ? "" : `, such as ${example}`}`;
}

function withUnit(value: number, unit: string | undefined): string {
  return unit === undefined ? String(value) : `${value} ${unit}`;
}
