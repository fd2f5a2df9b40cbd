import type { EventBus } from "../events/launcher-events.js";
import { nodeFileSystem } from "@rigline/foundation/platform";
import type { Asker } from "../ui/asker.js";
import { toUi } from "../ui/to-ui.js";
import { kindOf, type AnswerOf } from "../ui/kinds/index.js";
import type { OfferingQuestion, ReviewQuestion } from "../ui/questions.js";
import { inputNeeded, uiError } from "../ui/ui-errors.js";
import type { Ui } from "../ui/ui.js";

/** As `--answer` would give it: `blue, red`, `21.4 g`. Yes and no are booleans. */
export type ScriptedAnswer = string | number | boolean | Error;

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
 * offered, and an Error is thrown. A key without an answer left fails with INPUT_NEEDED; a review that the script says nothing
 * of is confirmed.
 */
export function createScriptedUi(
  script: Readonly<Record<string, ScriptedAnswer | readonly ScriptedAnswer[]>>,
  options: ScriptedUiOptions = {},
): ScriptedUi {
  const left = new Map<string, ScriptedAnswer[]>();
  for (const [key, answers] of Object.entries(script)) left.set(key, [answers].flat());
  const asked: string[] = [];
  const interactive = options.interactive ?? true;

  const ask: Asker["ask"] = async (kind, question) => {
    const { forNobody } = kindOf(kind);
    const { fallback = forNobody }: Partial<OfferingQuestion<unknown>> = question;
    if (!interactive && fallback !== undefined) return fallback as AnswerOf<typeof kind>;
    // What nobody has to confirm needs no script.
    if (forNobody !== undefined && !left.has(question.key)) return forNobody;
    asked.push(question.key);
    if (!interactive) throw inputNeeded(question, "the script has nobody to ask");
    const answers = left.get(question.key) ?? [];
    for (let answer = answers.shift(); answer !== undefined; answer = answers.shift()) {
      if (answer instanceof Error) throw answer;
      const { changes = [] }: Partial<ReviewQuestion> = question;
      if (changes.some(({ key }) => key === answer)) return answer;
      // Yes and no answer what asks for them, and nothing else.
      if ((typeof answer === "boolean") !== (kind === "confirm")) continue;
      const reading = kindOf(kind).read(String(answer), question, { fileSystem: nodeFileSystem });
      if ("problem" in reading) continue;
      options.events?.emit("prompt.answered", { key: question.key, value: reading.answer, source: "prompt" });
      return reading.answer;
    }
    throw inputNeeded(question, "the script has no answer left that the question accepts");
  };
  return { ...toUi({ interactive, ask }), asked };
}

/** What Ctrl+C at a prompt throws; for scripts. */
export function cancelledPrompt(): Error {
  return uiError("PROMPT_CANCELLED", { what: "the question was cancelled" });
}
