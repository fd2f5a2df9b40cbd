import type { Database, Queries } from "./database.js";

/** So many months ahead there is a partition already, so that nobody waits for one. */
const AHEAD = 2;

/**
 * Makes the partitions of events for this month and the next ones. What came into the common one meanwhile is moved into its own:
 * each month can be dropped as a whole. Returns those that were made.
 */
export async function makePartitions(database: Database): Promise<readonly string[]> {
  const months = await database.query<Month>(MONTHS, [AHEAD]);
  const known = new Set((await listPartitions(database)).map(({ name }) => name));
  const missing = months.filter(({ name }) => !known.has(name));
  for (const month of missing) await database.transaction((queries) => makePartition(queries, month));
  return missing.map(({ name }) => name);
}

async function makePartition(queries: Queries, { name, begin, end }: Month): Promise<void> {
  await queries.query(`create table if not exists ${name} (like events including defaults including indexes)`);
  await queries.query(
    `with moved as (delete from events_other where received_at >= '${begin}' and received_at < '${end}' returning *)
     insert into ${name} select * from moved`,
  );
  await queries.query(`alter table events attach partition ${name} for values from ('${begin}') to ('${end}')`);
}

/** Drops the events of months that are so many months over; what their sessions came to stays. Returns those that were dropped. */
export async function dropOldPartitions(database: Database, keepMonths: number): Promise<readonly string[]> {
  const partitions = await listPartitions(database);
  const [edge] = await database.query<{ name: string }>(
    `select 'events_' || to_char(date_trunc('month', now() at time zone 'utc') - make_interval(months => $1), 'YYYY_MM') as name`,
    [keepMonths],
  );
  const old = partitions.filter(({ name }) => edge !== undefined && MONTHLY.test(name) && name < edge.name);
  for (const { name } of old) await database.query(`drop table ${name}`);
  return old.map(({ name }) => name);
}

interface Partition {
  readonly name: string;
  /** On the disk, with its indexes. */
  readonly bytes: number;
}

function listPartitions(queries: Queries): Promise<readonly Partition[]> {
  return queries.query<Partition>(
    `select child.relname::text as name, pg_total_relation_size(child.oid)::bigint as bytes
     from pg_inherits join pg_class as child on child.oid = inhrelid where inhparent = 'events'::regclass order by 1`,
  );
}

const MONTHLY = /^events_\d{4}_\d{2}$/u;

interface Month {
  readonly name: string;
  /** ISO 8601 with its zone. */
  readonly begin: string;
  readonly end: string;
}

const MONTHS = `
  select 'events_' || to_char(month, 'YYYY_MM') as name,
    to_char(month, 'YYYY-MM-DD"T00:00:00Z"') as begin,
    to_char(month + interval '1 month', 'YYYY-MM-DD"T00:00:00Z"') as end
  from generate_series(date_trunc('month', now() at time zone 'utc'),
    date_trunc('month', now() at time zone 'utc') + make_interval(months => $1), interval '1 month') as month`;
