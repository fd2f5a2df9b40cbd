import { joinNames, splitNames } from "../split-names.js";
import type { PickManyQuestion } from "../questions.js";
import type { Kind } from "./kind.js";
import { labelOf, LONGEST_LIST, matcherOf, optionsOf, readChoice } from "./pick-kind.js";

export const PICK_MANY: Kind<PickManyQuestion, string[]> = {
  remember: "any",
  showsOffer: true,
  hint: ({ atLeastOne }) => (atLeastOne === true ? "at least one" : "any number"),
  draw: async ({ multiselect, autocompleteMultiselect }, screen, question, { title, offer }) => {
    const { choices, atLeastOne = false } = question;
    const common = {
      ...screen,
      message: title,
      options: optionsOf(choices, offer),
      initialValues: [...(offer?.value ?? [])],
      required: atLeastOne,
    };
    const picked =
      choices.length <= LONGEST_LIST
        ? await multiselect(common)
        : await autocompleteMultiselect({ ...common, maxItems: LONGEST_LIST, filter: matcherOf(choices) });
    return typeof picked === "symbol" ? picked : inOrder(picked, question);
  },
  read: (text, question) => {
    const read = namesIn(text, question).map((name) => ({ name, reading: readChoice(name, question.choices) }));
    for (const { name, reading } of read) {
      if (!("problem" in reading)) continue;
      return { ...reading, problem: name === text ? reading.problem : `"${name}" ${reading.problem}` };
    }
    if (read.length === 0 && question.atLeastOne === true) return { problem: "names no choice, and one is needed" };
    const picked = read.map(({ name }) => name);
    return { answer: inOrder(picked, question) };
  },
  write: joinNames,
  show: (answer, { choices }) => answer.map((value) => labelOf(value, choices)).join(", "),
};

/** A value may have spaces in it, and stand alone. */
function namesIn(text: string, { choices }: PickManyQuestion): readonly string[] {
  const whole = text.trim();
  return choices.some(({ value }) => value === whole) ? [whole] : splitNames(text);
}

function inOrder(picked: readonly string[], { choices }: PickManyQuestion): string[] {
  return choices.map(({ value }) => value).filter((value) => picked.includes(value));
}
