import type { AnswerOf, KindName, QuestionOf } from "./kinds/index.js";
import type { Ui } from "./ui.js";

/** What stands behind a Ui: one way to ask for all kinds of questions. */
export interface Asker {
  readonly interactive: boolean;
  readonly ask: <Name extends KindName>(kind: Name, question: QuestionOf<Name>) => Promise<AnswerOf<Name>>;
}

export function toUi({ interactive, ask }: Asker): Ui {
  return {
    interactive,
    text: (question) => ask("text", question),
    pick: (question) => ask("pick", question),
    pickMany: (question) => ask("pickMany", question),
    number: (question) => ask("number", question),
    notes: (question) => ask("notes", question),
    path: (question) => ask("path", question),
    confirm: (question) => ask("confirm", question),
  };
}

export function toAsker(ui: Ui): Asker {
  return {
    interactive: ui.interactive,
    ask: <Name extends KindName>(kind: Name, question: QuestionOf<Name>) => {
      const asks = ui as unknown as Record<Name, (asked: QuestionOf<Name>) => Promise<AnswerOf<Name>>>;
      return asks[kind](question);
    },
  };
}
