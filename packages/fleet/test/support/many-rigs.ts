import type { Database } from "../../src/store/database.js";

/** So many rigs with some sessions each, as a lab of that size has them: made in the database, since nobody pushes so much in a test. */
export async function addManyRigs(database: Database, count: number): Promise<void> {
  await database.query(
    `insert into rigs (name, heard_at, host, version)
     select 'bench-' || n, now() - n * interval '1 second', 'host-' || n, '0.1.0' from generate_series(1, $1::int) as n`,
    [count],
  );
  await database.query(
    `insert into journals (rig, job, epoch) select id, 'm-' || n, 'e' from rigs, generate_series(1, 5) as n where name like 'bench-%'`,
  );
  await database.query(
    `insert into sessions (rig, journal, nth, job, name, word, detail, needs_person, is_over, files, bytes, accepted_at, published_at,
       changed_at, lacks, state)
     select rig, id, 1, job, 'session-' || id, case when is_done then 'processed' else 'copying' end, '', false, is_done, 10, 2000000000,
       now() - id % 50 * interval '1 day', case when is_done then now() - id % 50 * interval '1 day' end, now(), null,
       '{"step": "copying", "sourceDeleted": false, "failuresInARow": 0, "room": [], "verified": {"files": 0, "bytes": 0}}'
     from (select journals.*, journals.id % 5 <> 0 as is_done from journals join rigs on rigs.id = rig where rigs.name like 'bench-%') as made`,
  );
}
