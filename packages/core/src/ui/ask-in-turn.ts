import type { Ui } from "./ui.js";

/** One question at a time: what plugins ask in the same moment is asked in the order in which it came. */
export function askInTurn(ui: Ui): Ui {
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <Answer>(ask: () => Promise<Answer>): Promise<Answer> => {
    const answer = last.then(ask, ask);
    last = answer;
    // Whoever asked hears of a failure; the next question does not care.
    answer.catch(() => undefined);
    return answer;
  };
  return {
    interactive: ui.interactive,
    text: (question) => inTurn(() => ui.text(question)),
    pick: (question) => inTurn(() => ui.pick(question)),
    confirm: (question) => inTurn(() => ui.confirm(question)),
  };
}
