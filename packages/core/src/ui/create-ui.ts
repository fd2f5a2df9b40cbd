import type { Readable, Writable } from "node:stream";
import type { Clock } from "@rigline/foundation/platform";
import { isSecretKey } from "@rigline/foundation/redaction";
import type { EventBus } from "../events/launcher-events.js";
import { describeAnswer } from "./describe-answer.js";
import { flushTypeAhead, openTerminalInput, type PromptInput } from "./open-terminal-input.js";
import { openTerminalOutput } from "./open-terminal-output.js";
import type { RememberedAnswers } from "./remembered-answers.js";
import { inputNeeded, type Question, uiError } from "./ui-errors.js";
import type { Ui } from "./ui.js";

export interface UiOptions {
  readonly input: PromptInput;
  readonly output: NodeJS.WritableStream & { readonly isTTY?: boolean };
  /** `--no-input`, or `input: false` in the config. */
  readonly noInput: boolean;
  readonly clock: Clock;
  readonly events: Pick<EventBus, "emit">;
  readonly memory: RememberedAnswers;
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
  const ask = async <Answer extends string | boolean>(
    question: Question,
    initial: string | undefined,
    prompt: Prompt<Answer>,
  ): Promise<Answer> => {
    if (silence !== undefined) throw inputNeeded(question, silence);
    const value = await askAtTerminal(options, question, prompt);
    options.output.write(`${describeAnswer(question, value, initial)}\n`);
    options.events.emit("prompt.answered", { key: question.key, value, source: "prompt" });
    return value;
  };
  const remember = (key: string, answer: string): string => {
    if (answer !== "" && !isSecretKey(key)) options.memory.remember(key, answer);
    return answer;
  };
  return {
    interactive: silence === undefined,
    text: async (question) => {
      if (silence !== undefined && question.fallback !== undefined) return question.fallback;
      const initial = question.initial ?? options.memory.history(question.key)[0] ?? "";
      const answer = await ask<string>(question, initial, ({ text }, common) =>
        text({
          ...common,
          message: showQuestion(question),
          placeholder: initial,
          defaultValue: initial,
          validate: (typed) => question.validate?.((typed ?? "") === "" ? initial : (typed ?? "")),
        }),
      );
      return remember(question.key, answer);
    },
    pick: async (question) => {
      if (question.choices.length === 0) throw nothingToPickFrom(question);
      const initial = question.initial ?? options.memory.history(question.key)[0];
      const answer = await ask<string>(question, initial, ({ select }, common) =>
        select({
          ...common,
          message: showQuestion(question),
          options: question.choices.map((choice) => ({ ...choice })),
          ...(initial === undefined ? {} : { initialValue: initial }),
        }),
      );
      return remember(question.key, answer);
    },
    confirm: (question) =>
      ask<boolean>(question, undefined, ({ confirm }, common) =>
        confirm({ ...common, message: showQuestion(question), initialValue: question.initial ?? false }),
      ),
  };
}

type Clack = Pick<typeof import("@clack/prompts"), "text" | "select" | "confirm">;

interface CommonOptions {
  readonly input: Readable;
  readonly output: Writable;
  readonly signal: AbortSignal;
}

type Prompt<Answer> = (clack: Clack, common: CommonOptions) => Promise<Answer | symbol>;

async function askAtTerminal<Answer>(
  { input, output, clock, signal }: UiOptions,
  question: Question,
  prompt: Prompt<Answer>,
): Promise<Answer> {
  // Loaded by the first question, so that a run that asks none starts sooner.
  const clack = await import("@clack/prompts");
  const { interrupted } = await flushTypeAhead(input, clock);
  if (interrupted) throw cancelled(question);
  const keys = openTerminalInput(input, signal);
  const screen = openTerminalOutput(output);
  try {
    const answer = await prompt(clack, { input: keys.stream, output: screen.stream, signal: keys.signal });
    if (typeof answer === "symbol") throw cancelled(question);
    screen.erase();
    return answer;
  } finally {
    keys.close();
    screen.close();
  }
}

function showQuestion({ message, hint }: Question): string {
  return hint === undefined ? message : `${message} (${hint})`;
}

function whyNobodyAnswers({ noInput, input, output }: UiOptions): string | undefined {
  if (noInput) return "questions are turned off (--no-input, or `input: false` in the config)";
  if (input.isTTY !== true) return "standard input is no terminal";
  if (output.isTTY !== true) return "the output is no terminal";
  return undefined;
}

function cancelled({ key }: Question): Error {
  return uiError("PROMPT_CANCELLED", { what: `the question for ${key} was cancelled` });
}

function nothingToPickFrom({ key, message }: Question): Error {
  return uiError("NOTHING_TO_PICK_FROM", { what: `there is nothing to pick from for ${key} (${message})` });
}
