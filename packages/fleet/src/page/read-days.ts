import type { Queries } from "../store/database.js";
import type { FleetDay } from "../wire/fleet-sessions.js";
import { IS_AT_RIG, IS_LIVE } from "./look-at-fleet.js";

/** Eight weeks. */
const DAYS = 56;

interface Moved {
  readonly day: string;
  readonly came: number;
  readonly cameBytes: number;
  readonly arrived: number;
  readonly arrivedBytes: number;
  readonly ended: number;
  readonly endedBytes: number;
}

/**
 * What arrived on each day, and what had not at its end; of one rig where it is named. What waits now is known; what waited before follows
 * from what came and went since: so only the sessions of these weeks are looked at, of however many there are.
 */
export async function readDays(queries: Queries, rig?: string): Promise<readonly FleetDay[]> {
  const values = [rig ?? null] as const;
  const [[now], moved] = await Promise.all([
    queries.query<{ sessions: number; bytes: number }>(
      `select count(*)::int as sessions, coalesce(sum(bytes), 0)::bigint as bytes from sessions join rigs on rigs.id = sessions.rig
       where ${IS_LIVE} and ${IS_AT_RIG} and ($1::text is null or rigs.name = $1)`,
      values,
    ),
    queries.query<Moved>(
      `select to_char(day, 'YYYY-MM-DD') as day,
         coalesce(sum(came), 0)::int as came, coalesce(sum(came * bytes), 0)::bigint as "cameBytes",
         coalesce(sum(arrived), 0)::int as arrived, coalesce(sum(arrived * bytes), 0)::bigint as "arrivedBytes",
         coalesce(sum(ended), 0)::int as ended, coalesce(sum(ended * bytes), 0)::bigint as "endedBytes"
       from generate_series(${FIRST_DAY}, date_trunc('day', now() at time zone 'utc'), interval '1 day') as day
       left join (
         ${movedAt("accepted_at", "1 as came, 0 as arrived, 0 as ended", "true")}
         union all
         ${movedAt("published_at", "0 as came, 1 as arrived, 0 as ended", "true")}
         union all
         ${movedAt("ended_at", "0 as came, 0 as arrived, 1 as ended", "published_at is null and accepted_at is not null")}
       ) as moved on moved.at = day group by day order by day desc`,
      values,
    ),
  ]);
  return walkBack({ sessions: now?.sessions ?? 0, bytes: now?.bytes ?? 0 }, moved);
}

const FIRST_DAY = `date_trunc('day', now() at time zone 'utc') - interval '${DAYS - 1} days'`;

function movedAt(column: string, counts: string, which: string): string {
  return `select date_trunc('day', ${column} at time zone 'utc') as at, ${counts}, coalesce(bytes, 0) as bytes
    from sessions join rigs on rigs.id = sessions.rig
    where ${column} >= (${FIRST_DAY}) at time zone 'utc' and is_current and copy_of is null
      and ($1::text is null or rigs.name = $1) and ${which}`;
}

/** Days from today back; in the answer the oldest first. */
function walkBack(
  now: { readonly sessions: number; readonly bytes: number },
  moved: readonly Moved[],
): readonly FleetDay[] {
  let { sessions, bytes } = now;
  const days = moved.map(({ day, came, cameBytes, arrived, arrivedBytes, ended, endedBytes }) => {
    const told = {
      day,
      arrivedBytes,
      arrivedSessions: arrived,
      // Below nothing is nothing: what was handed off again is counted once alone.
      backlogBytes: Math.max(0, bytes),
      backlogSessions: Math.max(0, sessions),
    };
    sessions += arrived + ended - came;
    bytes += arrivedBytes + endedBytes - cameBytes;
    return told;
  });
  return days.toReversed();
}
