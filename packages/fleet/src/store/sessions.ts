import type { StatusWord } from "@rigline/foundation/status";
import type { Queries } from "./database.js";

/** What a journal told. */
export interface ToldEvent {
  readonly seq: number;
  readonly type: string;
  readonly at: Date | null;
  readonly receivedAt: Date;
  /** The rest of the record. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** What the journal of a hand-off told, in its order; nothing where there is no such hand-off. */
export function readEvents(queries: Queries, session: number): Promise<readonly ToldEvent[]> {
  return queries.query<ToldEvent>(
    `select seq, type, at, received_at as "receivedAt", body from events
     where journal = (select journal from sessions where id = $1) order by seq`,
    [session],
  );
}

/** How many current sessions of each rig stand in each word, and their bytes: as they are counted with each change. */
export interface WordCount {
  readonly rig: string;
  readonly word: StatusWord;
  readonly sessions: number;
  readonly bytes: number;
}

export function countWords(queries: Queries): Promise<readonly WordCount[]> {
  return queries.query<WordCount>(
    `select rigs.name as rig, word, sessions, bytes::float8 as bytes
     from session_counts join rigs on rigs.id = session_counts.rig where sessions > 0 order by 1, 2`,
  );
}
