import { pathObjection, resolvePath } from "@rigline/foundation/paths";
import type { Ui } from "../ui/ui.js";
import { initError } from "./init-errors.js";
import {
  type GivenStarter,
  STARTER_QUESTIONS,
  type StarterAnswers,
  type StarterQuestion,
} from "./starter-questions.js";

/** Why an answer that is not empty is none, as a sentence without its subject. */
const OBJECTIONS: Partial<Record<keyof StarterAnswers, (text: string) => string | undefined>> = {
  destination: (text) => pathObjection(text),
  transferEndpoint: (text) => (isHttpAddress(text) ? undefined : "it is no http:// or https:// address"),
};

/**
 * What is not given is asked, where there is somebody to ask, else left open; of the hand-off only where there can be one.
 * Relative destinations start at the working folder `from`. Throws INIT_ANSWER_INVALID for what was given, and PROMPT_CANCELLED.
 */
export async function askStarter(
  given: GivenStarter,
  { ui, from, handsOff }: { readonly ui: Pick<Ui, "text">; readonly from: string; readonly handsOff: boolean },
): Promise<StarterAnswers> {
  const asked = STARTER_QUESTIONS.filter(({ answer }) => handsOff || answer === "rigName");
  const answers: Partial<Record<keyof StarterAnswers, string>> = {};
  // Before the first question, so that nobody answers some for nothing.
  for (const question of asked) requireMeant(question, given[question.answer]?.trim());
  for (const question of asked) answers[question.answer] = given[question.answer] ?? (await ask(question, ui));
  const { rigName = "", destination = "", transferEndpoint = "", projectName = "" } = answers;
  return {
    rigName: rigName.trim(),
    destination: destination.trim() === "" ? "" : resolvePath(from, destination.trim()),
    transferEndpoint: transferEndpoint.trim(),
    projectName: projectName.trim(),
  };
}

function ask(question: StarterQuestion, ui: Pick<Ui, "text">): Promise<string> {
  const { key, flag, message, hint, initial } = question;
  const validate = (text: string): string | undefined => objectionTo(question, text);
  return ui.text({ key, flag, message, hint, initial, fallback: initial, validate });
}

function objectionTo({ answer }: StarterQuestion, text: string): string | undefined {
  return text.trim() === "" ? undefined : OBJECTIONS[answer]?.(text.trim());
}

function requireMeant(question: StarterQuestion, text: string | undefined): void {
  const why = text === undefined ? undefined : objectionTo(question, text);
  if (why !== undefined) throw initError("INIT_ANSWER_INVALID", { what: `${question.flag} ${text}: ${why}` });
}

function isHttpAddress(text: string): boolean {
  return URL.canParse(text) && ["http:", "https:"].includes(new URL(text).protocol);
}
