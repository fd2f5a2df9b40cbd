import { defineErrors } from "@rigline/foundation/errors";
import type { QuestionBase } from "./questions.js";

export const uiError = defineErrors({
  INPUT_NEEDED: {
    exit: "usage",
    meaning: "A question has no answer by flag or config, and there is nobody to ask.",
    todo: "Pass the flag, or set the key in the config.",
  },
  ANSWER_INVALID: {
    exit: "usage",
    meaning: "An answer that was given by --answer, or by `answers` in the config, is none that its question takes.",
    todo: "Correct the answer where it is given, or take it away to be asked.",
  },
  PROMPT_CANCELLED: {
    exit: "aborted",
    meaning: "A question was answered with Ctrl+C or Escape, or the terminal was closed.",
    todo: "Run the command again; what had been answered before is offered as the default.",
  },
  NOTHING_TO_PICK_FROM: {
    exit: "config",
    meaning: "A question asks to pick from a list that is empty.",
    todo: "Look at what the list is made from: a folder without files, or a filter that nothing passes.",
  },
});

/** `reason` says why there is nobody. */
export function inputNeeded(question: QuestionBase, reason: string): Error {
  return uiError("INPUT_NEEDED", {
    what: `there is no answer for ${question.key}, and nobody to ask`,
    why: reason,
    todo: describeWays(question),
  });
}

function describeWays({ key, flag }: QuestionBase): string {
  return flag === undefined
    ? `pass --answer ${key}=…, or set \`${key}\` under \`answers\` in the config`
    : `pass ${flag}, or set \`${key}\` in the config`;
}
