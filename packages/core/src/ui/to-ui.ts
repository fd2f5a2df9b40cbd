import { askForm } from "./ask-form.js";
import type { Asker } from "./asker.js";
import type { AnswerOf, KindName, QuestionOf } from "./kinds/index.js";
import type { Ui } from "./ui.js";

export function toUi(asker: Asker): Ui {
  const { interactive, ask } = asker;
  return {
    interactive,
    text: (question) => ask("text", question),
    pick: (question) => ask("pick", question),
    pickMany: (question) => ask("pickMany", question),
    number: (question) => ask("number", question),
    notes: (question) => ask("notes", question),
    path: (question) => ask("path", question),
    confirm: (question) => ask("confirm", question),
    review: (question) => ask("review", question),
    form: (form) => askForm(asker, form),
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
