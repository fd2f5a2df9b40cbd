import { foldRecord, type JobRecord, toJobRecords } from "@rigline/manifest";
import type { FleetEvent } from "@rigline/manifest/fleet";
import type { Queries } from "./database.js";
import { jsonText, plainText, timeOf } from "./json-text.js";
import { type Folded, FOLDED_COLUMNS, type FoldedRow, toFolded, writeFolded } from "./write-sessions.js";

/** Events that are new, of one journal, in the order of its lines. */
export interface NewEvents {
  readonly journal: number;
  readonly job: string;
  readonly events: readonly FleetEvent[];
}

/** Brings the sessions up to date by what is new of them, in the transaction that stores it. */
export async function foldEvents(queries: Queries, rig: number, fresh: readonly NewEvents[]): Promise<void> {
  const told = fresh.filter(({ events }) => events.length > 0);
  if (told.length === 0) return;
  const before = await lastSessions(queries, told);
  const heard = new Date().toISOString();
  await writeFolded(
    queries,
    rig,
    told.flatMap((one) => fold(one, before.get(one.journal), heard)),
  );
}

function fold({ journal, job, events }: NewEvents, last: Folded | undefined, heard: string): readonly Folded[] {
  const done: Folded[] = [];
  let now = last;
  for (const { record } of events) {
    // What this version does not know changes nothing that it knows.
    const [known] = toJobRecords([record]);
    if (known === undefined) continue;
    const { state, begins } = foldRecord(now?.state, known);
    const isAnother = begins && now !== undefined && (now.state.digest !== undefined || now.state.name !== undefined);
    if (isAnother && now !== undefined) done.push(now);
    const before = isAnother ? undefined : now;
    const at = timeOf(known.at);
    const isEnd = known.type === "archived" || known.type === "cancelled";
    const isTaken = known.type === "submitted";
    now = {
      journal,
      job,
      state,
      nth: (now?.nth ?? 1) + (isAnother ? 1 : 0),
      acceptedAt: known.type === "accepted" ? at : (before?.acceptedAt ?? null),
      traceparent: traceOf(known) ?? before?.traceparent ?? null,
      endedAt: isEnd ? at : known.type === "redriven" ? null : (before?.endedAt ?? null),
      takenAt: isTaken ? heard : (before?.takenAt ?? null),
      // What became of an earlier upload says nothing of this one.
      found: isTaken ? null : (before?.found ?? null),
    };
  }
  return now === undefined ? done : [...done, now];
}

function traceOf(record: JobRecord): string | undefined {
  return record.type === "accepted" && record.traceparent !== undefined ? plainText(record.traceparent) : undefined;
}

/** The last hand-off of each journal, by its id. */
async function lastSessions(queries: Queries, fresh: readonly NewEvents[]): Promise<ReadonlyMap<number, Folded>> {
  const rows = await queries.query<FoldedRow>(
    `select distinct on (journal) ${FOLDED_COLUMNS} from sessions
     where journal in (select value::int from jsonb_array_elements_text($1::jsonb))
     order by journal, nth desc`,
    [jsonText(fresh.map(({ journal }) => journal))],
  );
  return new Map(rows.map((row) => [row.journal, toFolded(row)]));
}
