import type { RowColumns } from "../../src/page/row-columns.js";
import type { Queries } from "../../src/store/database.js";

/** A hand-off as the database has it. */
export interface FleetSession extends Omit<RowColumns, "isCopy" | "isLate" | "state" | "found" | "wish"> {
  /** File name of the manifest of which it is one more copy. */
  readonly copyOf: string | null;
  readonly publishedAt: Date | null;
  readonly submittedAt: Date | null;
  readonly endedAt: Date | null;
  /** The trace that it belongs to, by W3C's header; null: nobody traces it. */
  readonly traceparent: string | null;
}

const COLUMNS = `sessions.id, rigs.name as rig, job, sessions.name, word, detail, todo, needs_person as "needsPerson",
  is_over as "isOver", code, copy_of as "copyOf", destination, files, bytes, accepted_at as "acceptedAt",
  published_at as "publishedAt", submitted_at as "submittedAt", ended_at as "endedAt", changed_at as "changedAt", lacks, traceparent`;

/** Those that are current, whatever changed last first; of one rig, and with a text in its name, its manifest's or its destination. */
export function listFleetSessions(
  queries: Queries,
  { rig = null, text = null }: { readonly rig?: string | null; readonly text?: string | null } = {},
): Promise<readonly FleetSession[]> {
  return queries.query<FleetSession>(
    `select ${COLUMNS} from sessions join rigs on rigs.id = sessions.rig
     where is_current
       and ($1::text is null or rigs.name = $1)
       and ($2::text is null or position(lower($2) in lower(sessions.name || ' ' || job || ' ' || coalesce(destination, ''))) > 0)
     order by changed_at desc, sessions.id desc limit 100`,
    [rig, text],
  );
}
