import type { Redactor } from "@rigline/foundation/redaction";
import type { Question } from "./ui-errors.js";
import type { Ui } from "./ui.js";

/** Questions whose words, which plugins write, show no secret and move no cursor. */
export function askPlainly(ui: Ui, redactor: Pick<Redactor, "show">): Ui {
  const plain = <Asked extends Question>(question: Asked): Asked => ({
    ...question,
    message: redactor.show(question.message),
    ...(question.hint === undefined ? {} : { hint: redactor.show(question.hint) }),
  });
  return {
    interactive: ui.interactive,
    text: (question) => ui.text(plain(question)),
    pick: (question) => ui.pick(plain(question)),
    confirm: (question) => ui.confirm(plain(question)),
  };
}
