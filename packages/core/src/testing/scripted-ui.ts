import type { EventBus } from "../events/launcher-events.js";
import { inputNeeded, uiError, type Question } from "../ui/ui-errors.js";
import type { Ui } from "../ui/ui.js";

export type ScriptedAnswer = string | boolean | Error;

export interface ScriptedUi extends Ui {
  /** The keys that were asked for, in order. */
  readonly asked: readonly string[];
}

export interface ScriptedUiOptions {
  /** True when absent. */
  readonly interactive?: boolean;
  readonly events?: EventBus;
}

/**
 * A Ui for tests, with the answer to each key; a list is given out one by one, as a person would who is asked again. It
 * holds answers to the question: what `validate` refuses is passed over for the next one, a choice must be among those
 * offered, and an Error is thrown. A key without an answer left fails with INPUT_NEEDED.
 */
export function createScriptedUi(
  script: Readonly<Record<string, ScriptedAnswer | readonly ScriptedAnswer[]>>,
  options: ScriptedUiOptions = {},
): ScriptedUi {
  const left = new Map<string, ScriptedAnswer[]>();
  for (const [key, answers] of Object.entries(script)) left.set(key, [answers].flat());
  const asked: string[] = [];
  const interactive = options.interactive ?? true;

  const next = <Answer extends ScriptedAnswer>(
    question: Question,
    accepts: (answer: ScriptedAnswer) => boolean,
  ): Answer => {
    asked.push(question.key);
    if (!interactive) throw inputNeeded(question, "the script has nobody to ask");
    const answers = left.get(question.key) ?? [];
    for (let answer = answers.shift(); answer !== undefined; answer = answers.shift()) {
      if (answer instanceof Error) throw answer;
      if (!accepts(answer)) continue;
      options.events?.emit("prompt.answered", { key: question.key, value: answer, source: "prompt" });
      return answer as Answer;
    }
    throw inputNeeded(question, "the script has no answer left that the question accepts");
  };

  return {
    interactive,
    asked,
    text: async (question) =>
      !interactive && question.fallback !== undefined
        ? question.fallback
        : next<string>(question, (answer) => typeof answer === "string" && question.validate?.(answer) === undefined),
    pick: async (question) =>
      next<string>(question, (answer) => question.choices.some(({ value }) => value === answer)),
    confirm: async (question) => next<boolean>(question, (answer) => typeof answer === "boolean"),
  };
}

/** What Ctrl+C at a prompt throws; for scripts. */
export function cancelledPrompt(): Error {
  return uiError("PROMPT_CANCELLED", { what: "the question was cancelled" });
}
