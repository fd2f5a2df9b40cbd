/** Where an answer came from; written into the journal with it. */
export type AnswerSource = "flag" | "config" | "prompt" | "default";

export interface QuestionBase {
  /** `subject`; `--answer`, `answers` in the config, the remembered answer and the journal use it. */
  readonly key: string;
  readonly message: string;
  /** How to answer, shown in brackets while it is asked: `Enter alone: none`. */
  readonly hint?: string;
  /** A flag of its own that answers it, named when there is nobody to ask: `--subject`; `--answer <key>=…` when absent. */
  readonly flag?: string;
}

export interface TextQuestion extends QuestionBase {
  readonly initial?: string;
  /** The answer where there is nobody to ask; without one that is INPUT_NEEDED. */
  readonly fallback?: string;
  /** Returns what is wrong with the answer, or undefined. */
  validate?(value: string): string | undefined;
}

export interface PickQuestion extends QuestionBase {
  readonly choices: readonly { readonly value: string; readonly label?: string; readonly hint?: string }[];
  readonly initial?: string;
}

export interface ConfirmQuestion extends QuestionBase {
  readonly initial?: boolean;
}

/**
 * How the launcher asks a person. Each throws INPUT_NEEDED, naming the flag, when there is nobody to ask,
 * ANSWER_INVALID for an answer given beforehand that the question does not take, and PROMPT_CANCELLED when the person, or
 * the end of the launcher, ends the question.
 */
export interface Ui {
  /** False: `--no-input`, or standard input is no terminal. */
  readonly interactive: boolean;
  text(question: TextQuestion): Promise<string>;
  pick(question: PickQuestion): Promise<string>;
  confirm(question: ConfirmQuestion): Promise<boolean>;
}
