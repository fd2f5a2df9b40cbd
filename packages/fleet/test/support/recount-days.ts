import type { Queries } from "../../src/store/database.js";

interface CountedDays {
  readonly counted: readonly object[];
  readonly recounted: readonly object[];
}

/** What is kept of each day, and what all sessions say of it. */
export async function recountDays(queries: Queries): Promise<CountedDays> {
  const shown =
    "day::text, rig, came::int, came_bytes::bigint, arrived::int, arrived_bytes::bigint, ended::int, ended_bytes::bigint";
  const counted = await queries.query(
    `select ${shown} from day_counts where (came, arrived, ended) <> (0, 0, 0) order by day, rig`,
  );
  const move = (column: string, counts: string, where: string): string =>
    `select (${column} at time zone 'utc')::date as day, rig, coalesce(bytes, 0) as bytes, ${counts} from sessions
     where is_current and copy_of is null and ${column} is not null and ${where}`;
  const recounted = await queries.query(
    `select ${shown} from (
       select day, rig, sum(came) as came, sum(came * bytes) as came_bytes, sum(arrived) as arrived, sum(arrived * bytes) as arrived_bytes,
         sum(ended) as ended, sum(ended * bytes) as ended_bytes
       from (
         ${move("accepted_at", "1 as came, 0 as arrived, 0 as ended", "true")}
         union all ${move("published_at", "0, 1, 0", "true")}
         union all ${move("ended_at", "0, 0, 1", "published_at is null and accepted_at is not null")}
       ) as moved group by day, rig
     ) as summed order by day, rig`,
  );
  return { counted, recounted };
}
