import type { EventBus } from "../events/launcher-events.js";
import type { Answer, SessionJournal } from "../session/session-journal.js";
import type { AnswerSource } from "../ui/ui.js";

/** Collects every answer given before there is a journal, then writes each later one into it. */
export function journalAnswers(
  events: EventBus,
  problem: (thrown: unknown) => void,
): { readonly given: readonly Answer[]; writeTo(journal: SessionJournal): void } {
  const given: Answer[] = [];
  let journal: SessionJournal | undefined;
  events.on("prompt.answered", ({ key, value, source }) => {
    if (journal === undefined) {
      given.push({ key, value, source: source as AnswerSource });
      return;
    }
    try {
      journal.append({ type: "promptAnswered", key, value, source });
    } catch (error) {
      problem(error);
    }
  });
  return {
    given,
    writeTo: (opened) => {
      journal = opened;
    },
  };
}
