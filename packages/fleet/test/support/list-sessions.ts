import type { StatusWord } from "@rigline/foundation/status";
import type { Queries } from "../../src/store/database.js";

/** A hand-off as the database has it. */
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
interface SessionFilter {
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
