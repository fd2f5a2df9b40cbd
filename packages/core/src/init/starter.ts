import { pathObjection, resolvePath } from "@rigline/foundation/paths";
import type { Command } from "commander";
import { initError } from "./init-errors.js";
import type { TextQuestion } from "../ui/questions.js";
import type { Ui } from "../ui/ui.js";

/** What a new rig is told of the laboratory that it stands in; empty where it is left open. */
export interface StarterAnswers {
  /** The name of the computer when empty. */
  readonly rigName: string;
  /** Absolute. A folder of the rig's own, to try it out, when empty. */
  readonly destination: string;
  /** Nothing is submitted when empty. */
  readonly transferEndpoint: string;
  readonly projectName: string;
}

/** One question of a new rig, and the flag that answers it. */
export interface StarterQuestion extends Required<Pick<TextQuestion, "key" | "flag" | "message" | "hint">> {
  readonly answer: keyof StarterAnswers;
  /** Of the flag: `<folder>`. */
  readonly value: string;
  readonly initial: string;
  /** Why an answer is none, as a sentence without its subject. */
  objection?(text: string): string | undefined;
}

export const STARTER_QUESTIONS: readonly StarterQuestion[] = [
  {
    answer: "rigName",
    key: "rig_name",
    flag: "--rig-name",
    value: "<name>",
    message: "What is the rig called?",
    hint: "Enter alone: as this computer is",
    initial: "",
  },
  {
    answer: "destination",
    key: "destination",
    flag: "--destination",
    value: "<folder>",
    message: "Where do the data go?",
    hint: "the folder on the server; Enter alone: a folder of this rig, to try it out",
    initial: "",
    objection: (text) => (text === "" ? undefined : pathObjection(text)),
  },
  {
    answer: "transferEndpoint",
    key: "transfer_endpoint",
    flag: "--transfer-endpoint",
    value: "<address>",
    message: "Which address takes the jobs?",
    hint: "of aind-data-transfer-service, http://…/api/v2/submit_jobs; Enter alone: none, the data are copied only",
    initial: "",
    objection: (text) => (text === "" || isHttpAddress(text) ? undefined : "it is no http:// or https:// address"),
  },
  {
    answer: "projectName",
    key: "project_name",
    flag: "--project-name",
    value: "<name>",
    message: "What is the project called?",
    hint: "as the metadata service knows it",
    initial: "Example project",
  },
];

/** What the command line said, by the name of the answer. */
export type GivenStarter = Partial<StarterAnswers>;

/** A flag for each question, and `--no-input`; commander names their values as the answers are named. */
export function addStarterOptions(command: Command): Command {
  for (const { flag, value, message } of STARTER_QUESTIONS) command.option(`${flag} ${value}`, message);
  return command.option("--no-input", "ask nothing: what is not given is left open");
}

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

/** The command line that answers all of it, for another command. */
export function starterFlags(answers: StarterAnswers): readonly string[] {
  return STARTER_QUESTIONS.map(({ flag, answer }) => `${flag}=${answers[answer]}`);
}

function ask(question: StarterQuestion, ui: Pick<Ui, "text">): Promise<string> {
  const { key, flag, message, hint, initial } = question;
  const validate = (text: string): string | undefined => question.objection?.(text.trim());
  return ui.text({ key, flag, message, hint, initial, fallback: initial, validate });
}

function requireMeant(question: StarterQuestion, text: string | undefined): void {
  const why = text === undefined ? undefined : question.objection?.(text);
  if (why !== undefined) throw initError("INIT_ANSWER_INVALID", { what: `${question.flag} ${text}: ${why}` });
}

function isHttpAddress(text: string): boolean {
  return URL.canParse(text) && ["http:", "https:"].includes(new URL(text).protocol);
}
