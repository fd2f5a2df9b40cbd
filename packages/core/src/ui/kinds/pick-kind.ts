import { didYouMean, listNames } from "@rigline/foundation/errors";
import type { Choice, PickQuestion } from "../questions.js";
import type { Kind, Offer, Reading } from "./kind.js";

/** A list that is longer is searched by typing. */
export const LONGEST_LIST = 8;

export const PICK: Kind<PickQuestion, string> = {
  remember: "any",
  showsOffer: true,
  draw: ({ select, autocomplete }, screen, { choices }, { title, offer }) => {
    const options = optionsOf(choices, offer === undefined ? undefined : { ...offer, value: [offer.value] });
    const common = {
      ...screen,
      message: title,
      options,
      ...(offer === undefined ? {} : { initialValue: offer.value }),
    };
    if (choices.length <= LONGEST_LIST) return select(common);
    return autocomplete({
      ...common,
      maxItems: LONGEST_LIST,
      filter: matcherOf(choices),
      // Where nothing matches, nothing is chosen.
      validate: (picked) => (picked === undefined ? "no choice has that in it; delete some of it" : undefined),
    });
  },
  read: (text, { choices }) => readChoice(text, choices),
  write: (answer) => answer,
  show: (answer, { choices }) => labelOf(answer, choices),
};

export function readChoice(text: string, choices: readonly Choice[]): Reading<string> {
  const values = choices.map(({ value }) => value);
  if (values.includes(text)) return { answer: text };
  return {
    problem: `is none of the choices.${didYouMean(text, values)}`,
    details: `the choices: ${listNames(values)}`,
  };
}

export function labelOf(answer: string, choices: readonly Choice[]): string {
  return choices.find(({ value }) => value === answer)?.label ?? answer;
}

/** As the prompts want them; what is offered says where it is from. */
export function optionsOf(choices: readonly Choice[], offer: Offer<readonly string[]> | undefined): Choice[] {
  return choices.map((choice) => {
    if (offer?.value.includes(choice.value) !== true || offer.from === "") return { ...choice };
    return { ...choice, hint: choice.hint === undefined ? offer.from : `${choice.hint}; ${offer.from}` };
  });
}

/**
 * Finds what was typed anywhere in value, label and hint. What is the whole of a value or label hides all else: after a scan
 * of `12`, Enter must not take `112`.
 */
export function matcherOf(choices: readonly Choice[]): (typed: string, choice: Choice) => boolean {
  const plain = (text: string | undefined): string => (text ?? "").trim().toLowerCase();
  const isExactly = ({ value, label }: Choice, typed: string): boolean =>
    plain(value) === typed || plain(label) === typed;
  let last: { readonly typed: string; readonly exact: boolean } | undefined;
  return (searched, choice) => {
    const typed = plain(searched);
    if (typed === "") return true;
    // Asked for each choice: of thousands, they are looked through once.
    if (last?.typed !== typed) last = { typed, exact: choices.some((one) => isExactly(one, typed)) };
    if (last.exact) return isExactly(choice, typed);
    return [choice.value, choice.label, choice.hint].some((text) => plain(text).includes(typed));
  };
}
