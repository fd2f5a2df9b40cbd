import type {
  ConfirmQuestion,
  Form,
  FormAnswers,
  FormField,
  NotesQuestion,
  NumberQuestion,
  PathQuestion,
  PickManyQuestion,
  PickQuestion,
  ReviewQuestion,
  TextQuestion,
} from "./questions.js";

/**
 * How the launcher asks a person. Each throws INPUT_NEEDED, naming the flag, when there is nobody to ask,
 * ANSWER_INVALID for an answer given beforehand that the question does not take, and PROMPT_CANCELLED when the person, or
 * the end of the launcher, ends the question.
 */
export interface Ui {
  /** False: `--no-input`, or standard input is no terminal. */
  readonly interactive: boolean;
  /** One line. */
  text(question: TextQuestion): Promise<string>;
  /** One of a list, by its value; a long list is searched by typing. */
  pick(question: PickQuestion): Promise<string>;
  /** Any number of a list, by their values, in the order of the list. */
  pickMany(question: PickManyQuestion): Promise<string[]>;
  /** A number, in the unit of the question. */
  number(question: NumberQuestion): Promise<number>;
  /** Several lines, with LF between them and without blank ones at either end. */
  notes(question: NotesQuestion): Promise<string>;
  /** A file or folder that exists, by its absolute path; completed while it is typed. */
  path(question: PathQuestion): Promise<string>;
  confirm(question: ConfirmQuestion): Promise<boolean>;
  /** `yes`, or the key of what shall be changed. */
  review(question: ReviewQuestion): Promise<string>;
  /** The answer to each field; where every one was given beforehand, nothing is left to confirm. */
  form<const Fields extends Readonly<Record<string, FormField>>>(form: Form<Fields>): Promise<FormAnswers<Fields>>;
}
