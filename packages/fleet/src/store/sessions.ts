import type { StatusWord } from "@rigline/foundation/status";
import type { JobState } from "@rigline/manifest";
import type { Queries } from "./database.js";

/** A hand-off as it stands in the list of all rigs. */
export interface FleetSession {
  readonly id: number;
  readonly rig: string;
  /** File name of its manifest. */
  readonly job: string;
  readonly name: string;
  readonly word: StatusWord;
  readonly detail: string;
  readonly todo: string | null;
  readonly needsPerson: boolean;
  readonly isOver: boolean;
  /** Of the last failure that is not overcome. */
  readonly code: string | null;
  /** File name of the manifest of which it is one more copy. */
  readonly copyOf: string | null;
  readonly destination: string | null;
  readonly files: number | null;
  readonly bytes: number | null;
  readonly acceptedAt: Date | null;
  readonly publishedAt: Date | null;
  readonly submittedAt: Date | null;
  readonly endedAt: Date | null;
  /** When the fleet heard of it last. */
  readonly changedAt: Date;
  /** Why it may not be deleted at the rig yet; null: only the source itself has to be looked at there. */
  readonly lacks: string | null;
  /** The trace that it belongs to, by W3C's header; null: nobody traces it. */
  readonly traceparent: string | null;
}

const COLUMNS = `sessions.id, rigs.name as rig, job, sessions.name, word, detail, todo, needs_person as "needsPerson",
  is_over as "isOver", code, copy_of as "copyOf", destination, files, bytes, accepted_at as "acceptedAt",
  published_at as "publishedAt", submitted_at as "submittedAt", ended_at as "endedAt", changed_at as "changedAt", lacks, traceparent`;

/** Which of them. */
export interface SessionFilter {
  readonly rig?: string | undefined;
  readonly word?: StatusWord | undefined;
  /** In its name, its manifest's or its destination. */
  readonly text?: string | undefined;
  /** Those that need somebody alone. */
  readonly needsPerson?: boolean | undefined;
  /** Changed before the session of this id did: the next page. */
  readonly before?: number | undefined;
  readonly most?: number | undefined;
}

/** Those that are current, whatever changed last first. */
export function listFleetSessions(queries: Queries, filter: SessionFilter = {}): Promise<readonly FleetSession[]> {
  const { rig = null, word = null, text = null, needsPerson = false, before = null, most = 100 } = filter;
  return queries.query<FleetSession>(
    `select ${COLUMNS} from sessions join rigs on rigs.id = sessions.rig
     where is_current
       and ($1::text is null or rigs.name = $1)
       and ($2::text is null or word = $2)
       and ($3::text is null or position(lower($3) in lower(sessions.name || ' ' || job || ' ' || coalesce(destination, ''))) > 0)
       and (not $4::boolean or needs_person)
       and ($5::int is null or (changed_at, sessions.id) < (select changed_at, id from sessions where id = $5))
     order by changed_at desc, sessions.id desc limit $6`,
    [rig, word, text, needsPerson, before, most],
  );
}

/** One hand-off with what its journal told; undefined: there is none. */
export interface SessionHistory {
  readonly session: FleetSession;
  readonly state: JobState;
  readonly events: readonly ToldEvent[];
}

export interface ToldEvent {
  readonly seq: number;
  readonly type: string;
  readonly at: Date | null;
  readonly receivedAt: Date;
  /** The rest of the record. */
  readonly body: Readonly<Record<string, unknown>>;
}

export async function readFleetSession(queries: Queries, id: number): Promise<SessionHistory | undefined> {
  const [found] = await queries.query<FleetSession & { readonly state: JobState; readonly journal: number }>(
    `select ${COLUMNS}, state, journal from sessions join rigs on rigs.id = sessions.rig where sessions.id = $1`,
    [id],
  );
  if (found === undefined) return undefined;
  const { state, journal, ...session } = found;
  const events = await queries.query<ToldEvent>(
    `select seq, type, at, received_at as "receivedAt", body from events where journal = $1 order by seq`,
    [journal],
  );
  return { session, state, events };
}

/** How many current sessions of each rig stand in each word, and their bytes. */
export interface WordCount {
  readonly rig: string;
  readonly word: StatusWord;
  readonly sessions: number;
  readonly bytes: number;
}

export function countWords(queries: Queries): Promise<readonly WordCount[]> {
  return queries.query<WordCount>(
    `select rigs.name as rig, word, count(*)::int as sessions, coalesce(sum(bytes), 0)::bigint as bytes
     from sessions join rigs on rigs.id = sessions.rig where is_current group by rigs.name, word order by 1, 2`,
  );
}
