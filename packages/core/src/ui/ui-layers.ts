import type { Redactor } from "@rigline/foundation/redaction";
import { nodeFileSystem, type FileSystem } from "@rigline/foundation/platform";
import type { EventBus } from "../events/launcher-events.js";
import type { Asker } from "./asker.js";
import { describeOrigin, type GivenAnswer, type GivenAnswers } from "./given-answers.js";
import { kindOf } from "./kinds/index.js";
import { rememberAnswer } from "./offer-answer.js";
import type { QuestionBase } from "./questions.js";
import type { RememberedAnswers } from "./remembered-answers.js";
import { toAsker, toUi } from "./to-ui.js";
import { uiError } from "./ui-errors.js";
import type { Ui } from "./ui.js";

/** One question at a time: what plugins ask in the same moment is asked in the order in which it came. */
export function askInTurn(ui: Ui): Ui {
  let last: Promise<unknown> = Promise.resolve();
  const { interactive, ask } = toAsker(ui);
  return toUi({
    interactive,
    ask: (kind, question) => {
      const answer = last.then(
        () => ask(kind, question),
        () => ask(kind, question),
      );
      last = answer;
      // Whoever asked hears of a failure; the next question does not care.
      answer.catch(() => undefined);
      return answer;
    },
  });
}

/** How many questions are open, those in turn included. */
export interface OpenQuestions {
  count: number;
}

/** Counts the questions that a person has still to answer. */
export function countQuestions(ui: Ui, questions: OpenQuestions): Ui {
  const { interactive, ask } = toAsker(ui);
  return toUi({
    interactive,
    ask: async (kind, question) => {
      questions.count += 1;
      try {
        return await ask(kind, question);
      } finally {
        questions.count -= 1;
      }
    },
  });
}

/** Questions whose words, which plugins write, show no secret and move no cursor. */
export function askPlainly(ui: Ui, redactor: Pick<Redactor, "show">): Ui {
  const { interactive, ask } = toAsker(ui);
  const plain = <Asked extends QuestionBase>(question: Asked): Asked => ({
    ...question,
    message: redactor.show(question.message),
    ...(question.hint === undefined ? {} : { hint: redactor.show(question.hint) }),
    ...(question.table === undefined
      ? {}
      : {
          table: question.table.map(({ label, text }) => ({ label: redactor.show(label), text: redactor.show(text) })),
        }),
  });
  return toUi({ interactive, ask: (kind, question) => ask(kind, plain(question)) });
}

export interface AnswerFirstOptions {
  readonly answers: GivenAnswers;
  readonly events: Pick<EventBus, "emit">;
  readonly memory: RememberedAnswers;
  readonly subject?: () => string | undefined;
  readonly fileSystem?: Pick<FileSystem, "list" | "stat">;
}

/**
 * Answers by what was given beforehand, and asks only where nothing was. A given answer that the question does not take is
 * ANSWER_INVALID: whoever gave it is not there to be asked again.
 */
export function answerFirst(ui: Ui, options: AnswerFirstOptions): Ui {
  const { answers, events, memory, subject = () => undefined, fileSystem = nodeFileSystem } = options;
  const asker = toAsker(ui);
  const ask: Asker["ask"] = async (kind, question) => {
    const given = answers.take(question.key);
    if (given === undefined) return asker.ask(kind, question);
    const reading = kindOf(kind).read(given.text, question, { fileSystem });
    if ("problem" in reading) throw invalid(given, reading.problem, reading.details);
    events.emit("prompt.answered", { key: question.key, value: reading.answer, source: given.source });
    // What came from the command line is as likely to come again as what was typed.
    if (given.source === "flag") rememberAnswer(kind, question, reading.answer, { memory, subject });
    if (kind === "review") await asker.ask(kind, { ...question, settled: true });
    return reading.answer;
  };
  return toUi({ interactive: ui.interactive, ask, isGiven: (key) => answers.has(key) });
}

function invalid(given: GivenAnswer, problem: string, details: string | undefined): Error {
  const { kind, name, line, column } = given.from;
  return uiError("ANSWER_INVALID", {
    what: `the answer "${given.text}" for ${given.key}${problem.startsWith("is ") ? "" : ":"} ${problem}`,
    ...(kind === "file" && line !== undefined ? { where: { file: name, line, ...(column && { column }) } } : {}),
    why: [`it comes from ${describeOrigin(given)}`, details].filter((part) => part !== undefined).join("\n"),
  });
}
