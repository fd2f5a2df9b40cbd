import type { Command } from "commander";
import type { TextQuestion } from "../ui/questions.js";

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
  },
  {
    answer: "transferEndpoint",
    key: "transfer_endpoint",
    flag: "--transfer-endpoint",
    value: "<address>",
    message: "Which address takes the jobs?",
    hint: "of aind-data-transfer-service, http://…/api/v2/submit_jobs; Enter alone: none, the data are copied only",
    initial: "",
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

/** The command line that answers all of it, for another command. */
export function starterFlags(answers: StarterAnswers): readonly string[] {
  return STARTER_QUESTIONS.map(({ flag, answer }) => `${flag}=${answers[answer]}`);
}
