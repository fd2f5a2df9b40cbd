import type { AnswerOf, KindName, QuestionOf } from "./kinds/index.js";

/** What stands behind a Ui: one way to ask for all kinds of questions. */
export interface Asker {
  readonly interactive: boolean;
  readonly ask: <Name extends KindName>(kind: Name, question: QuestionOf<Name>) => Promise<AnswerOf<Name>>;
  /** Whether a question's answer was given beforehand; nothing is when absent. */
  readonly isGiven?: (key: string) => boolean;
}
