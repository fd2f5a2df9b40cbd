import { nodeFileSystem, type Clock, type FileSystem } from "@rigline/foundation/platform";
import type { EventBus } from "../events/launcher-events.js";
import type { Asker } from "./asker.js";
import { describeAnswer } from "./describe-answer.js";
import type { Clack, Kind, Offer } from "./kinds/kind.js";
import { kindOf, type AnswerOf, type KindName, type QuestionOf } from "./kinds/index.js";
import { offerAnswer, rememberAnswer } from "./offer-answer.js";
import { flushTypeAhead, openTerminalInput, type PromptInput } from "./open-terminal-input.js";
import { openTerminalOutput } from "./open-terminal-output.js";
import type { OfferingQuestion, PickQuestion, QuestionBase, ReviewQuestion } from "./questions.js";
import type { RememberedAnswers } from "./remembered-answers.js";
import { toUi } from "./to-ui.js";
import { onOneLine, showTable } from "./kinds/show-table.js";
import { inputNeeded, uiError } from "./ui-errors.js";
import type { Ui } from "./ui.js";

export interface UiOptions {
  readonly input: PromptInput;
  readonly output: NodeJS.WritableStream & { readonly isTTY?: boolean };
  /** `--no-input`, or `input: false` in the config. */
  readonly noInput: boolean;
  readonly clock: Clock;
  readonly events: Pick<EventBus, "emit">;
  readonly memory: RememberedAnswers;
  /** Whom this session is of, once that is known; answers are remembered for each. */
  readonly subject?: () => string | undefined;
  /** Where paths are looked for; the machine's own when absent. */
  readonly fileSystem?: Pick<FileSystem, "list" | "stat">;
  /** Ends an open question with PROMPT_CANCELLED. */
  readonly signal?: AbortSignal;
}

/**
 * Asks at the terminal. Every answer leaves a plain line, is remembered (yes and no are not) and told as `prompt.answered`.
 */
export function createUi(options: UiOptions): Ui {
  const silence = whyNobodyAnswers(options);
  // A terminal that was closed refuses all that is asked of it. That is no crash: its input ends, and with it the question.
  if (silence === undefined) for (const stream of [options.input, options.output]) stream.on("error", () => undefined);
  const ask: Asker["ask"] = async (name, question) => {
    refuseEmptyList(question);
    if (silence !== undefined) return answerForNobody(name, question, silence);
    const { settled = false }: Partial<ReviewQuestion> = question;
    if (settled) return leave(options, name, question);
    const parts = { fileSystem: options.fileSystem ?? nodeFileSystem };
    const recollection = { memory: options.memory, subject: options.subject ?? (() => undefined) };
    const offer = offerAnswer(name, question, recollection, parts);
    const value = await askAtTerminal(options, name, question, offer);
    options.output.write(describeAnswer(name, question, value, offer));
    options.events.emit("prompt.answered", { key: question.key, value, source: "prompt" });
    rememberAnswer(name, question, value, recollection);
    return value;
  };
  return toUi({ interactive: silence === undefined, ask });
}

async function askAtTerminal<Name extends KindName>(
  { input, output, clock, signal, fileSystem = nodeFileSystem }: UiOptions,
  name: Name,
  question: QuestionOf<Name>,
  offer: Offer<AnswerOf<Name>> | undefined,
): Promise<AnswerOf<Name>> {
  const kind = kindOf(name);
  // Loaded by the first question, so that a run that asks none starts sooner.
  const clack = await import("@clack/prompts");
  const { interrupted } = await flushTypeAhead(input, clock);
  if (interrupted) throw cancelled(question);
  const keys = openTerminalInput(input, signal, kind.translate?.());
  const screen = openTerminalOutput(output);
  try {
    const answer = await kind.draw(
      clack,
      { input: keys.stream, output: screen.stream, signal: keys.signal },
      question,
      { title: titleOf(clack, screen.stream, { kind, question, offer }), offer, parts: { fileSystem } },
    );
    if (typeof answer === "symbol") throw cancelled(question);
    screen.erase();
    return answer;
  } finally {
    keys.close();
    screen.close();
  }
}

/** What was confirmed beforehand is shown as if it had been asked. */
function leave<Name extends KindName>({ output }: UiOptions, name: Name, question: QuestionOf<Name>): AnswerOf<Name> {
  const answer = kindOf(name).forNobody as AnswerOf<Name>;
  output.write(describeAnswer(name, question, answer, undefined));
  return answer;
}

/** The table, the message with how to answer it, and what Enter alone takes. */
function titleOf<Name extends KindName>(
  { S_BAR }: Clack,
  screen: object,
  { kind, question, offer }: Asking<Name>,
): string {
  const isSaid = kind.showsOffer !== true && offer !== undefined && offer.from !== "";
  const offered = isSaid ? `Enter alone: ${onOneLine(kind.show(offer.value, question))}, ${offer.from}` : undefined;
  const { table = [], hint = kind.hint?.(question), message }: QuestionBase = question;
  const hints = [hint, offered].filter((part) => part !== undefined);
  const asked = hints.length === 0 ? message : `${message} (${hints.join("; ")})`;
  if (table.length === 0) return asked;
  return [...showTable(table, screen), "", asked].join(kind.framesTitle === true ? "\n" : `\n${S_BAR}  `);
}

interface Asking<Name extends KindName> {
  readonly kind: Kind<QuestionOf<Name>, AnswerOf<Name>>;
  readonly question: QuestionOf<Name>;
  readonly offer: Offer<AnswerOf<Name>> | undefined;
}

function answerForNobody<Name extends KindName>(
  name: Name,
  question: QuestionBase & Partial<OfferingQuestion<unknown>>,
  silence: string,
): AnswerOf<Name> {
  const { fallback = kindOf(name).forNobody } = question;
  if (fallback !== undefined) return fallback as AnswerOf<Name>;
  throw inputNeeded(question, silence);
}

function refuseEmptyList(question: QuestionBase & Partial<Pick<PickQuestion, "choices">>): void {
  if (question.choices?.length === 0)
    throw uiError("NOTHING_TO_PICK_FROM", {
      what: `there is nothing to pick from for ${question.key} (${question.message})`,
    });
}

function whyNobodyAnswers({ noInput, input, output }: UiOptions): string | undefined {
  if (noInput) return "questions are turned off (--no-input, or `input: false` in the config)";
  if (input.isTTY !== true) return "standard input is no terminal";
  if (output.isTTY !== true) return "the output is no terminal";
  return undefined;
}

function cancelled({ key }: QuestionBase): Error {
  return uiError("PROMPT_CANCELLED", { what: `the question for ${key} was cancelled` });
}
