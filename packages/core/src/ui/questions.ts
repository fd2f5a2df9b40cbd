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
  /** To be read, above the question: what is confirmed, or was answered before it. */
  readonly table?: readonly TableRow[];
  /** Leaves nothing on the screen: whoever asks shows the answer himself. */
  readonly quiet?: boolean;
}

/**
 * Whose last answer is offered: the same subject's, else the last of all (`any`); the same subject's alone (`subject`); the
 * last of all, whoever the subject is (`key`); nobody's (`never`).
 */
export type Remembering = "any" | "subject" | "key" | "never";

/** A question whose answer can be offered. What is offered is shown, with where it is from, and taken by Enter alone. */
export interface OfferingQuestion<Answer> extends QuestionBase {
  /** Offered instead of what is remembered. */
  readonly initial?: Answer;
  /** The answer where there is nobody to ask; without one that is INPUT_NEEDED. */
  readonly fallback?: Answer;
  readonly remember?: Remembering;
}

/** Remembered as `any` when it does not say. */
export interface TextQuestion extends OfferingQuestion<string> {
  /** Returns what is wrong with the answer, or undefined. */
  validate?(value: string): string | undefined;
}

export interface Choice {
  readonly value: string;
  /** Shown in its place. */
  readonly label?: string;
  readonly hint?: string;
}

/** Remembered as `any` when it does not say. */
export interface PickQuestion extends OfferingQuestion<string> {
  readonly choices: readonly Choice[];
}

/** Remembered as `any` when it does not say. Beforehand, the values stand in one text: `blue, red`. */
export interface PickManyQuestion extends OfferingQuestion<readonly string[]> {
  readonly choices: readonly Choice[];
  /** None is no answer. */
  readonly atLeastOne?: boolean;
}

/**
 * Remembered as `subject` when it does not say: a weight that Enter alone takes shall not be another animal's. The unit may
 * be typed behind the number, and no other.
 */
export interface NumberQuestion extends OfferingQuestion<number> {
  /** Shown behind the number: `g`. */
  readonly unit?: string;
  /** The unit in full, for what is said of a mistake: `grams`. The unit itself when absent. */
  readonly unitName?: string;
  /** The least and the greatest that is taken. */
  readonly min?: number;
  readonly max?: number;
  /** No fractions. */
  readonly whole?: boolean;
  /** For what is said of a mistake: `such as 21.4`. */
  readonly example?: number;
}

/** Not remembered when it does not say. */
export interface NotesQuestion extends OfferingQuestion<string> {
  /** Returns what is wrong with the notes, or undefined. */
  validate?(value: string): string | undefined;
}

/** Remembered as `any` when it does not say. */
export interface PathQuestion extends OfferingQuestion<string> {
  /** What may be named; a file when absent. */
  readonly of?: "file" | "folder";
  /** Absolute. Where typing begins, and what a relative answer starts from; the working directory when absent. */
  readonly from?: string;
}

export interface ConfirmQuestion extends QuestionBase {
  /** What Enter alone answers; no when absent. */
  readonly initial?: boolean;
}

/** A table to read, with one confirmation below it. With nobody to ask it is yes. */
export interface ReviewQuestion extends QuestionBase {
  readonly table: readonly TableRow[];
  /** What may be gone back to instead: the answer is its key. */
  readonly changes?: readonly Pick<QuestionBase, "key" | "message">[];
  /** The confirming answer, in words: `Open the session`. */
  readonly yes?: string;
  /** It was confirmed beforehand: the table is shown, and nothing is asked. */
  readonly settled?: boolean;
}

export interface TableRow {
  readonly label: string;
  /** One line; of more, how many there are is said. */
  readonly text: string;
}

/** Each kind of question, by the name of the method that asks it, with its answer. */
export interface QuestionKinds {
  readonly text: { readonly question: TextQuestion; readonly answer: string };
  readonly pick: { readonly question: PickQuestion; readonly answer: string };
  readonly pickMany: { readonly question: PickManyQuestion; readonly answer: string[] };
  readonly number: { readonly question: NumberQuestion; readonly answer: number };
  readonly notes: { readonly question: NotesQuestion; readonly answer: string };
  readonly path: { readonly question: PathQuestion; readonly answer: string };
  readonly confirm: { readonly question: ConfirmQuestion; readonly answer: boolean };
  readonly review: { readonly question: ReviewQuestion; readonly answer: string };
}

/** A question of a form, with its kind; its key is its name in the form. */
export type FormField = {
  [Kind in Exclude<keyof QuestionKinds, "review">]: { readonly kind: Kind } & Omit<
    QuestionKinds[Kind]["question"],
    "key" | "table" | "quiet"
  >;
}[Exclude<keyof QuestionKinds, "review">];

/** Several questions that are answered one after the other, shown together, and gone back over before they are confirmed. */
export interface Form<Fields extends Readonly<Record<string, FormField>>> {
  /** Of the confirmation; `--answer <key>=yes` confirms beforehand. */
  readonly key: string;
  /** `Is that right?` when absent. */
  readonly message?: string;
  /** In the order in which they are asked, by their keys. */
  readonly fields: Fields;
}

/** The answer to each field of a form. */
export type FormAnswers<Fields extends Readonly<Record<string, FormField>>> = {
  -readonly [Name in keyof Fields]: QuestionKinds[Fields[Name]["kind"]]["answer"];
};
