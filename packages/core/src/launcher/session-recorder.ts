import type { EventBus } from "../events/launcher-events.js";
import type { Clock } from "@rigline/foundation/platform";
import { mark } from "@rigline/foundation/marks";
import type { SessionJournal } from "../session/session-journal.js";
import type { SessionRecord } from "../session/session-record.js";

/** Where the launcher writes what it does: the session's journal, and until there is one, a list that is kept for it. */
export interface SessionRecorder {
  /** Never throws: a full disk must not keep the data that is there from being handed off. */
  record(entry: SessionRecord): void;
  /** What came before there was a journal, each with its time; the caller writes it where it belongs. Once. */
  takeEarly(): readonly SessionRecord[];
  /** From now on. */
  writeTo(journal: Pick<SessionJournal, "append">): void;
}

export interface SessionRecorderParts {
  readonly events: Pick<EventBus, "on">;
  readonly clock: Pick<Clock, "now">;
  /** Remembers why something could not be written, for the report and the exit code. */
  readonly problem: (thrown: unknown) => void;
}

/** Records every answer by itself, from the first question of the first hook on; the steps are told to it. */
export function createSessionRecorder({ events, clock, problem }: SessionRecorderParts): SessionRecorder {
  const early: SessionRecord[] = [];
  let journal: Pick<SessionJournal, "append"> | undefined;
  const record = (entry: SessionRecord): void => {
    if (journal === undefined) {
      early.push({ ...entry, at: clock.now().toISOString() });
      return;
    }
    try {
      journal.append(entry);
    } catch (error) {
      mark("session: a record that can't be written is a problem and no end");
      problem(error);
    }
  };
  events.on("prompt.answered", ({ key, value, source }) => record({ type: "promptAnswered", key, value, source }));
  return {
    record,
    takeEarly: () => early.splice(0),
    writeTo: (opened) => {
      journal = opened;
    },
  };
}

/** One hook. One that fails has no end in the journal. */
export async function recordHook<Result>(
  { record }: Pick<SessionRecorder, "record">,
  hook: string,
  work: () => Promise<Result>,
): Promise<Result> {
  record({ type: "hookStarted", hook });
  const result = await work();
  record({ type: "hookFinished", hook });
  return result;
}
