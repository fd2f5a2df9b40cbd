import type { Queries } from "../store/database.js";
import type { FleetDay } from "../wire/fleet-sessions.js";
import { IS_AT_RIG, IS_LIVE } from "./look-at-fleet.js";

const DAY_MS = 24 * 3_600_000;
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

interface Backlog {
  readonly sessions: number;
  readonly bytes: number;
}

/**
 * What arrived on each day, and what had not at its end, of one rig or of all, the oldest day first. What waits now is known; what waited before
 * follows from what came and went since, which is counted with each change.
 */
export async function readDays(queries: Queries, rig: string | undefined): Promise<readonly FleetDay[]> {
  const id = rig === undefined ? null : await idOf(queries, rig);
  const [now] = await queries.query<Backlog & { readonly now: Date }>(
    `select count(*)::int as sessions, coalesce(sum(bytes), 0)::bigint as bytes, now() as now from sessions
     where ${IS_LIVE} and ${IS_AT_RIG} and ($1::int is null or rig = $1)`,
    [id],
  );
  const { sessions = 0, bytes = 0 } = now ?? {};
  // By the clock of the database.
  const today = Math.floor((now?.now.getTime() ?? 0) / DAY_MS) * DAY_MS;
  const first = new Date(today - (DAYS - 1) * DAY_MS).toISOString().slice(0, 10);
  const found = await queries.query<Moved>(
    `select to_char(day, 'YYYY-MM-DD') as day, sum(came)::int as came, sum(came_bytes)::bigint as "cameBytes",
       sum(arrived)::int as arrived, sum(arrived_bytes)::bigint as "arrivedBytes",
       sum(ended)::int as ended, sum(ended_bytes)::bigint as "endedBytes"
     from day_counts where day >= $2::date and ($1::int is null or rig = $1) group by day_counts.day`,
    [id, first],
  );
  const known = new Map(found.map((moved) => [moved.day, moved]));
  const moved = Array.from({ length: DAYS }, (_, index): Moved => {
    const day = new Date(today - index * DAY_MS).toISOString().slice(0, 10);
    return known.get(day) ?? { day, came: 0, cameBytes: 0, arrived: 0, arrivedBytes: 0, ended: 0, endedBytes: 0 };
  });
  return walkBack({ sessions, bytes }, moved);
}

/** Of a rig that is not there nothing is counted. */
async function idOf(queries: Queries, rig: string): Promise<number> {
  const [found] = await queries.query<{ id: number }>("select id from rigs where name = $1", [rig]);
  return found?.id ?? 0;
}

/** Days from today back; in the answer the oldest first. */
function walkBack(now: Backlog, moved: readonly Moved[]): readonly FleetDay[] {
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
