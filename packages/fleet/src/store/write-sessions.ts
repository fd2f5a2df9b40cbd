import { type CopyStanding, copiesOf, type JobState } from "@rigline/manifest";
import type { Queries } from "./database.js";
import { type FoundUpload, withFound } from "./found-upload.js";
import { jsonText } from "./json-text.js";
import { columnsOfSession, manifestsOfCopies } from "./session-columns.js";

/** A hand-off as it stands. Times are ISO 8601 in UTC. */
export interface Folded {
  readonly journal: number;
  readonly nth: number;
  readonly job: string;
  readonly state: JobState;
  readonly acceptedAt: string | null;
  readonly endedAt: string | null;
  readonly traceparent: string | null;
  /** When this server heard that the transfer service took it. */
  readonly takenAt: string | null;
  /** What the transfer service told this server. */
  readonly found: FoundUpload | null;
}

/** As the database has it. */
export interface FoldedRow {
  readonly journal: number;
  readonly nth: number;
  readonly job: string;
  readonly state: JobState;
  readonly accepted_at: Date | null;
  readonly ended_at: Date | null;
  readonly traceparent: string | null;
  readonly taken_at: Date | null;
  readonly found: FoundUpload | null;
}

export const FOLDED_COLUMNS = "journal, nth, job, state, accepted_at, ended_at, traceparent, taken_at, found";

export function toFolded({ accepted_at: accepted, ended_at: ended, taken_at: taken, ...row }: FoldedRow): Folded {
  return {
    ...row,
    acceptedAt: accepted?.toISOString() ?? null,
    endedAt: ended?.toISOString() ?? null,
    takenAt: taken?.toISOString() ?? null,
  };
}

/** Writes how these stand, and those beside them that they change: in a transaction that has locked the rig's row. */
export async function writeFolded(queries: Queries, rig: number, folded: readonly Folded[]): Promise<void> {
  if (folded.length === 0) return;
  const family = await familyOf(queries, rig, folded);
  const now = new Date();
  const rows = [...folded, ...family.filter((one) => isBeside(one, folded))].map((one) => {
    const { journal, nth, job, state, acceptedAt, endedAt, traceparent, takenAt, found } = one;
    const facts = columnsOfSession(job, one, standings(state, [...folded, ...family]), now);
    const times = { accepted_at: acceptedAt, ended_at: endedAt, taken_at: takenAt };
    return { journal, nth, job, ...facts, ...times, traceparent, state, found };
  });
  await writeSessions(queries, rig, rows);
}

/** The further copies of these sessions, and the sessions whose further copies these are: each is as safe as the others let it be. */
async function familyOf(queries: Queries, rig: number, folded: readonly Folded[]): Promise<readonly Folded[]> {
  const jobs = folded.flatMap(({ state }) => [
    ...manifestsOfCopies(state),
    ...(state.copyOf ? [state.copyOf.manifest] : []),
  ]);
  if (jobs.length === 0) return [];
  const rows = await queries.query<FoldedRow>(
    `select ${FOLDED_COLUMNS} from sessions
     where rig = $1 and is_current and job in (select value from jsonb_array_elements_text($2::jsonb))`,
    [rig, jsonText([...new Set(jobs)])],
  );
  return rows.map(toFolded);
}

/** One that is another's copy changes the other, and not the other way round. */
function isBeside(one: Folded, folded: readonly Folded[]): boolean {
  return (
    one.state.further !== undefined && !folded.some(({ journal, nth }) => journal === one.journal && nth === one.nth)
  );
}

function standings(state: JobState, known: readonly Folded[]): readonly CopyStanding[] {
  return copiesOf({ state }).map((copy) => {
    const other = known.find(({ job, state: its }) => job === copy.manifest && its.digest === copy.digest);
    return other === undefined ? copy : { ...copy, state: withFound(other.state, other.found) };
  });
}

type WrittenRow = ReturnType<typeof columnsOfSession> & {
  readonly journal: number;
  readonly nth: number;
  readonly job: string;
  readonly accepted_at: string | null;
  readonly ended_at: string | null;
  readonly taken_at: string | null;
  readonly traceparent: string | null;
  readonly state: JobState;
  readonly found: FoundUpload | null;
};

const COLUMNS: Readonly<Record<keyof WrittenRow, string>> = {
  journal: "int",
  nth: "int",
  job: "text",
  name: "text",
  digest: "text",
  copy_of: "text",
  word: "text",
  detail: "text",
  todo: "text",
  needs_person: "boolean",
  is_over: "boolean",
  code: "text",
  destination: "text",
  files: "bigint",
  bytes: "bigint",
  accepted_at: "timestamptz",
  published_at: "timestamptz",
  submitted_at: "timestamptz",
  ended_at: "timestamptz",
  taken_at: "timestamptz",
  lacks: "text",
  service: "text",
  upload: "text",
  found: "jsonb",
  traceparent: "text",
  state: "jsonb",
};

async function writeSessions(queries: Queries, rig: number, rows: readonly WrittenRow[]): Promise<void> {
  const names = Object.keys(COLUMNS);
  const typed = Object.entries(COLUMNS).map(([name, type]) => `${name} ${type}`);
  const changed = names
    .filter((name) => name !== "journal" && name !== "nth")
    .map((name) => `${name} = excluded.${name}`);
  await queries.query(
    `with written as (
       insert into sessions (rig, changed_at, ${names.join(", ")})
       select $1::int, now(), ${names.join(", ")} from jsonb_to_recordset($2::jsonb) as session (${typed.join(", ")})
       on conflict (journal, nth) do update set changed_at = now(), ${changed.join(", ")}
       returning id, lower(concat_ws(' ', name, destination, code)) as text
     )
     insert into session_texts as known (session, text) select id, text from written
     on conflict (session) do update set text = excluded.text where known.text <> excluded.text`,
    [rig, jsonText(rows)],
  );
  // What came under the same name before, in this journal or in another one, is history.
  await queries.query(
    `update sessions set is_current = false
     from (select job, max(journal) as journal from sessions
           where rig = $1 and is_current and job in (select value from jsonb_array_elements_text($2::jsonb)) group by job) as newest
     where sessions.rig = $1 and sessions.job = newest.job and is_current
       and (sessions.journal < newest.journal
            or nth < (select max(nth) from sessions as later where later.journal = sessions.journal))`,
    [rig, jsonText([...new Set(rows.map(({ job }) => job))])],
  );
}
