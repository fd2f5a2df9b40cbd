import { isSecretKey } from "@rigline/foundation/redaction";
import type { EventBus } from "../events/launcher-events.js";
import { didYouMean, listNames } from "@rigline/foundation/errors";
import { describeOrigin, type GivenAnswer, type GivenAnswers } from "./given-answers.js";
import type { RememberedAnswers } from "./remembered-answers.js";
import { uiError, type Question } from "./ui-errors.js";
import type { PickQuestion, TextQuestion, Ui } from "./ui.js";

export interface AnswerFirstOptions {
  readonly answers: GivenAnswers;
  readonly events: Pick<EventBus, "emit">;
  readonly memory: RememberedAnswers;
}

/**
 * Answers by what was given beforehand, and asks only where nothing was. A given answer that the question does not take is
 * ANSWER_INVALID: whoever gave it is not there to be asked again.
 */
export function answerFirst(ui: Ui, { answers, events, memory }: AnswerFirstOptions): Ui {
  const answer = async <Answer extends string | boolean>(
    question: Question,
    read: (given: GivenAnswer) => Answer,
    ask: () => Promise<Answer>,
  ): Promise<Answer> => {
    const given = answers.take(question.key);
    if (given === undefined) return ask();
    const value = read(given);
    events.emit("prompt.answered", { key: question.key, value, source: given.source });
    // What came from the command line is as likely to come again as what was typed.
    if (given.source === "flag" && typeof value === "string" && value !== "" && !isSecretKey(question.key))
      memory.remember(question.key, value);
    return value;
  };
  return {
    interactive: ui.interactive,
    text: (question) =>
      answer(
        question,
        (given) => readText(question, given),
        () => ui.text(question),
      ),
    pick: (question) =>
      answer(
        question,
        (given) => readChoice(question, given),
        () => ui.pick(question),
      ),
    confirm: (question) => answer(question, readYesOrNo, () => ui.confirm(question)),
  };
}

function readText(question: TextQuestion, given: GivenAnswer): string {
  const problem = question.validate?.(given.text);
  if (problem === undefined) return given.text;
  throw invalid(given, `: ${problem}`);
}

function readChoice({ choices }: PickQuestion, given: GivenAnswer): string {
  const values = choices.map(({ value }) => value);
  if (values.includes(given.text)) return given.text;
  throw invalid(
    given,
    ` is none of the choices.${didYouMean(given.text, values)}`,
    `the choices: ${listNames(values)}`,
  );
}

function readYesOrNo(given: GivenAnswer): boolean {
  if (/^(?:yes|true)$/i.test(given.text)) return true;
  if (/^(?:no|false)$/i.test(given.text)) return false;
  throw invalid(given, " is neither yes nor no");
}

function invalid(given: GivenAnswer, problem: string, choices?: string): Error {
  const { kind, name, line, column } = given.from;
  return uiError("ANSWER_INVALID", {
    what: `the answer "${given.text}" for ${given.key}${problem}`,
    ...(kind === "file" && line !== undefined ? { where: { file: name, line, ...(column && { column }) } } : {}),
    why: [`it comes from ${describeOrigin(given)}`, choices].filter((part) => part !== undefined).join("\n"),
  });
}
