import { didYouMean, listNames } from "@rigline/foundation/errors";
import { isSecretKey, type Redactor } from "@rigline/foundation/redaction";
import type { EventBus } from "../events/launcher-events.js";
import { describeOrigin, type GivenAnswer, type GivenAnswers } from "./given-answers.js";
import type { RememberedAnswers } from "./remembered-answers.js";
import { type Question, uiError } from "./ui-errors.js";
import type { PickQuestion, TextQuestion, Ui } from "./ui.js";

/** One question at a time: what plugins ask in the same moment is asked in the order in which it came. */
export function askInTurn(ui: Ui): Ui {
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <Answer>(ask: () => Promise<Answer>): Promise<Answer> => {
    const answer = last.then(ask, ask);
    last = answer;
    // Whoever asked hears of a failure; the next question does not care.
    answer.catch(() => undefined);
    return answer;
  };
  return {
    interactive: ui.interactive,
    text: (question) => inTurn(() => ui.text(question)),
    pick: (question) => inTurn(() => ui.pick(question)),
    confirm: (question) => inTurn(() => ui.confirm(question)),
  };
}

/** Questions whose words, which plugins write, show no secret and move no cursor. */
export function askPlainly(ui: Ui, redactor: Pick<Redactor, "show">): Ui {
  const plain = <Asked extends Question>(question: Asked): Asked => ({
    ...question,
    message: redactor.show(question.message),
    ...(question.hint === undefined ? {} : { hint: redactor.show(question.hint) }),
  });
  return {
    interactive: ui.interactive,
    text: (question) => ui.text(plain(question)),
    pick: (question) => ui.pick(plain(question)),
    confirm: (question) => ui.confirm(plain(question)),
  };
}

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
