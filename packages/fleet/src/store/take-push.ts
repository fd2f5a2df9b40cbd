import type { FleetAnswer, FleetHave, FleetPush, FleetWish, JournalPart } from "@rigline/manifest/fleet";
import type { Database, Queries } from "./database.js";
import { foldEvents, type NewEvents } from "./fold-events.js";
import { jsonText, plainText, timeOf } from "./json-text.js";

interface JournalRow {
  readonly id: number;
  readonly job: string;
  readonly epoch: string;
  readonly have: number;
  readonly tail: string;
}

/**
 * Stores what a rig says, all of it or nothing, and answers what is there and what people ask of the rig. A part that does not follow
 * what is there changes nothing: the answer says from where on to tell. So each event is there once, however often it is sent.
 */
export function takePush(database: Database, rig: number, push: FleetPush): Promise<FleetAnswer> {
  return database.transaction(async (queries) => {
    // Locks the rig's row until the end: two pushes of one rig come one after the other.
    await queries.query(
      `update rigs set heard_at = now(), host = $2, version = $3, daemon_since = $4::timestamptz
       where id = $1`,
      [rig, plainText(push.host), plainText(push.version), push.since],
    );
    const have = push.journals.length === 0 ? [] : await takeJournals(queries, rig, push.journals);
    await noteAnswers(queries, rig, push);
    return { have: [...have], wishes: [...(await pendingWishes(queries, rig))] };
  });
}

async function takeJournals(
  queries: Queries,
  rig: number,
  parts: readonly JournalPart[],
): Promise<readonly FleetHave[]> {
  const named = jsonText(parts.map(({ job, epoch }) => ({ job, epoch })));
  await queries.query(
    `insert into journals (rig, job, epoch)
     select distinct $1::int, job, epoch from jsonb_to_recordset($2::jsonb) as part (job text, epoch text)
     on conflict do nothing`,
    [rig, named],
  );
  const rows = await queries.query<JournalRow>(
    `select journals.id, job, epoch, have, tail
     from jsonb_to_recordset($2::jsonb) as part (job text, epoch text) join journals using (job, epoch)
     where rig = $1`,
    [rig, named],
  );
  const known = new Map(rows.map((row) => [keyOf(row), row]));
  const fresh: NewEvents[] = [];
  for (const part of parts) {
    const row = known.get(keyOf(plainNames(part)));
    if (row === undefined || !follows(row, part)) continue;
    known.set(keyOf(row), { ...row, have: part.to, tail: part.tail });
    fresh.push({ journal: row.id, job: row.job, events: part.events });
  }
  const changed = [...known.values()].filter((row) => fresh.some(({ journal }) => journal === row.id));
  if (changed.length > 0) {
    await insertEvents(queries, rig, fresh);
    await queries.query(
      `update journals set have = part.have, tail = part.tail
       from jsonb_to_recordset($1::jsonb) as part (id int, have int, tail text) where journals.id = part.id`,
      [jsonText(changed.map(({ id, have, tail }) => ({ id, have, tail })))],
    );
    await foldEvents(queries, rig, fresh);
  }
  return parts.map((part) => {
    const { job, epoch } = part;
    const { have: seq = 0, tail = "" } = known.get(keyOf(plainNames(part))) ?? {};
    return { job, epoch, seq, tail };
  });
}

/** It begins where the journal ends that is here, and its lines come one after the other. */
function follows({ have, tail }: JournalRow, part: JournalPart): boolean {
  if (part.from !== have + 1 || part.before !== tail || part.to < part.from) return false;
  let last = have;
  for (const { seq } of part.events) {
    if (seq <= last || seq > part.to) return false;
    last = seq;
  }
  return true;
}

async function insertEvents(queries: Queries, rig: number, fresh: readonly NewEvents[]): Promise<void> {
  const rows = fresh.flatMap(({ journal, events }) =>
    events.map(({ seq, record: { type, at, ...body } }) => ({ journal, seq, type, at: timeOf(at), body })),
  );
  if (rows.length === 0) return;
  await queries.query(
    `insert into events (journal, seq, rig, type, at, body)
     select journal, seq, $1::int, type, at, body
     from jsonb_to_recordset($2::jsonb) as event (journal int, seq int, type text, at timestamptz, body jsonb)`,
    [rig, jsonText(rows)],
  );
}

/** What is known of a wish already stays: a rig whose answer was lost says it again. */
async function noteAnswers(queries: Queries, rig: number, { answers }: FleetPush): Promise<void> {
  if (answers.length === 0) return;
  await queries.query(
    `update wishes set answered_at = now(), outcome = answer.outcome, message = answer.message
     from jsonb_to_recordset($2::jsonb) as answer (wish int, outcome text, message text)
     where wishes.id = answer.wish and rig = $1 and answered_at is null`,
    [rig, jsonText(answers)],
  );
}

interface WishRow extends Omit<FleetWish, "at"> {
  readonly at: Date;
}

async function pendingWishes(queries: Queries, rig: number): Promise<readonly FleetWish[]> {
  const rows = await queries.query<WishRow>(
    `update wishes set told_at = coalesce(told_at, now()) where rig = $1 and answered_at is null
     returning id, job, deed, asked_by as by, asked_at as at`,
    [rig],
  );
  return rows.toSorted((one, other) => one.id - other.id).map((row) => ({ ...row, at: row.at.toISOString() }));
}

function keyOf({ job, epoch }: Pick<JournalPart, "job" | "epoch">): string {
  return `${epoch} ${job}`;
}

/** As the database has them. */
function plainNames({ job, epoch }: JournalPart): Pick<JournalPart, "job" | "epoch"> {
  return { job: plainText(job), epoch: plainText(epoch) };
}
