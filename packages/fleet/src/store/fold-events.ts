import {
  type CopyStanding,
  copiesOf,
  foldRecord,
  type JobRecord,
  type JobState,
  toJobRecords,
} from "@rigline/manifest";
import type { FleetEvent } from "@rigline/manifest/fleet";
import type { Queries } from "./database.js";
import { columnsOfSession, manifestsOfCopies } from "./session-columns.js";
import { jsonText, plainText, timeOf } from "./json-text.js";

/** Events that are new, of one journal, in the order of its lines. */
export interface NewEvents {
  readonly journal: number;
  readonly job: string;
  readonly events: readonly FleetEvent[];
}

/** A hand-off as it stands after them. */
interface Folded {
  readonly journal: number;
  readonly nth: number;
  readonly job: string;
  readonly state: JobState;
  readonly acceptedAt: string | null;
  readonly endedAt: string | null;
  readonly traceparent: string | null;
}

interface SessionRow {
  readonly journal: number;
  readonly nth: number;
  readonly job: string;
  readonly state: JobState;
  readonly accepted_at: Date | null;
  readonly ended_at: Date | null;
  readonly traceparent: string | null;
}

/** Brings the sessions up to date by what is new of them, in the transaction that stores it. */
export async function foldEvents(queries: Queries, rig: number, fresh: readonly NewEvents[]): Promise<void> {
  const told = fresh.filter(({ events }) => events.length > 0);
  if (told.length === 0) return;
  const before = await lastSessions(queries, told);
  const folded = told.flatMap((one) => fold(one, before.get(one.journal)));
  const family = await familyOf(queries, rig, folded);
  const now = new Date();
  const rows = [...folded, ...family.filter((one) => isBeside(one, folded))].map((one) => {
    const { journal, nth, job, state, acceptedAt, endedAt, traceparent } = one;
    const facts = columnsOfSession(job, state, standings(state, [...folded, ...family]), now);
    return { journal, nth, job, ...facts, accepted_at: acceptedAt, ended_at: endedAt, traceparent, state };
  });
  await writeSessions(queries, rig, rows);
}

function fold({ journal, job, events }: NewEvents, last: SessionRow | undefined): readonly Folded[] {
  const done: Folded[] = [];
  let now: Folded | undefined = last && {
    ...last,
    acceptedAt: last.accepted_at?.toISOString() ?? null,
    endedAt: last.ended_at?.toISOString() ?? null,
  };
  for (const { record } of events) {
    // What this version does not know changes nothing that it knows.
    const [known] = toJobRecords([record]);
    if (known === undefined) continue;
    const { state, begins } = foldRecord(now?.state, known);
    const isAnother = begins && now !== undefined && (now.state.digest !== undefined || now.state.name !== undefined);
    if (isAnother && now !== undefined) done.push(now);
    const at = timeOf(known.at);
    const isEnd = known.type === "archived" || known.type === "cancelled";
    now = {
      journal,
      job,
      state,
      nth: (now?.nth ?? 1) + (isAnother ? 1 : 0),
      acceptedAt: known.type === "accepted" ? at : isAnother ? null : (now?.acceptedAt ?? null),
      traceparent: traceOf(known) ?? (isAnother ? null : (now?.traceparent ?? null)),
      endedAt: isEnd ? at : known.type === "redriven" || isAnother ? null : (now?.endedAt ?? null),
    };
  }
  return now === undefined ? done : [...done, now];
}

function traceOf(record: JobRecord): string | undefined {
  return record.type === "accepted" && record.traceparent !== undefined ? plainText(record.traceparent) : undefined;
}

/** The last hand-off of each journal, by its id. */
async function lastSessions(queries: Queries, fresh: readonly NewEvents[]): Promise<ReadonlyMap<number, SessionRow>> {
  const rows = await queries.query<SessionRow>(
    `select distinct on (journal) journal, nth, job, state, accepted_at, ended_at, traceparent from sessions
     where journal in (select value::int from jsonb_array_elements_text($1::jsonb))
     order by journal, nth desc`,
    [jsonText(fresh.map(({ journal }) => journal))],
  );
  return new Map(rows.map((row) => [row.journal, row]));
}

/** The further copies of these sessions, and the sessions whose further copies these are: each is as safe as the others let it be. */
async function familyOf(queries: Queries, rig: number, folded: readonly Folded[]): Promise<readonly Folded[]> {
  const jobs = folded.flatMap(({ state }) => [
    ...manifestsOfCopies(state),
    ...(state.copyOf ? [state.copyOf.manifest] : []),
  ]);
  if (jobs.length === 0) return [];
  const rows = await queries.query<SessionRow>(
    `select journal, nth, job, state, accepted_at, ended_at, traceparent from sessions
     where rig = $1 and is_current and job in (select value from jsonb_array_elements_text($2::jsonb))`,
    [rig, jsonText([...new Set(jobs)])],
  );
  return rows.map(({ accepted_at: accepted, ended_at: ended, ...row }) => ({
    ...row,
    acceptedAt: accepted?.toISOString() ?? null,
    endedAt: ended?.toISOString() ?? null,
  }));
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
    return other === undefined ? copy : { ...copy, state: other.state };
  });
}

type WrittenRow = ReturnType<typeof columnsOfSession> & {
  readonly journal: number;
  readonly nth: number;
  readonly job: string;
  readonly accepted_at: string | null;
  readonly ended_at: string | null;
  readonly traceparent: string | null;
  readonly state: JobState;
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
  lacks: "text",
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
    `insert into sessions (rig, changed_at, ${names.join(", ")})
     select $1::int, now(), ${names.join(", ")} from jsonb_to_recordset($2::jsonb) as session (${typed.join(", ")})
     on conflict (journal, nth) do update set changed_at = now(), ${changed.join(", ")}`,
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
