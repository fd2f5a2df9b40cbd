import type { Clock } from "@rigline/foundation/platform";
import type { Queries } from "../store/database.js";
import type { FleetDay } from "../wire/fleet-sessions.js";
import { IS_AT_RIG, IS_LIVE } from "./look-at-fleet.js";

const DAY_MS = 24 * 3_600_000;
/** Eight weeks. */
const DAYS = 56;
/** What belongs to earlier days is told late by rigs that were away, and counted again after so long. */
const OLD_MS = 60 * 60_000;
/** What still grows. */
const FRESH_DAYS = 2;
/** So many are counted at once: of a thousand rigs these are a hundred thousand sessions. */
const PIECE_DAYS = 2;

interface Moved {
  readonly day: string;
  readonly came: number;
  readonly cameBytes: number;
  readonly arrived: number;
  readonly arrivedBytes: number;
  readonly ended: number;
  readonly endedBytes: number;
}

/** The days from `from` to before `to`, milliseconds since the epoch, the newest first. */
interface Span {
  readonly from: number;
  readonly to: number;
}

/** What arrived on each day, and what had not at its end, of one rig. */
export async function readDays(queries: Queries, rig: string): Promise<readonly FleetDay[]> {
  const [found] = await queries.query<{ id: number }>("select id from rigs where name = $1", [rig]);
  const id = found?.id ?? 0;
  const { today, ...now } = await readBacklog(queries, id);
  return walkBack(now, await readMoved(queries, id, { from: today - (DAYS - 1) * DAY_MS, to: today + DAY_MS }));
}

/**
 * The same of all rigs. What waits now is known; what waited before follows from what came and went since: so only the sessions of these
 * weeks are looked at, of however many there are; those of days that are over once an hour, some days at a time.
 */
export class FleetDays {
  readonly #queries: Queries;
  readonly #clock: Pick<Clock, "monotonic">;
  /** By their first day. */
  readonly #old = new Map<number, { readonly at: number; readonly moved: readonly Moved[] }>();

  constructor(queries: Queries, clock: Pick<Clock, "monotonic">) {
    this.#queries = queries;
    this.#clock = clock;
  }

  async read(): Promise<readonly FleetDay[]> {
    const { today, ...now } = await readBacklog(this.#queries, null);
    const fresh = today - (FRESH_DAYS - 1) * DAY_MS;
    const moved = [...(await readMoved(this.#queries, null, { from: fresh, to: today + DAY_MS }))];
    const first = today - (DAYS - 1) * DAY_MS;
    for (let to = fresh; to > first; to -= PIECE_DAYS * DAY_MS) {
      const from = Math.max(first, to - PIECE_DAYS * DAY_MS);
      moved.push(...(await this.#remember({ from, to })));
    }
    for (const known of this.#old.keys()) if (known < first) this.#old.delete(known);
    return walkBack(now, moved);
  }

  async #remember(span: Span): Promise<readonly Moved[]> {
    const known = this.#old.get(span.from);
    if (known !== undefined && this.#clock.monotonic() - known.at < OLD_MS) return known.moved;
    const moved = await readMoved(this.#queries, null, span);
    this.#old.set(span.from, { at: this.#clock.monotonic(), moved });
    return moved;
  }
}

interface Backlog {
  readonly sessions: number;
  readonly bytes: number;
}

/** `today`: its beginning in UTC, by the clock of the database. */
async function readBacklog(queries: Queries, rig: number | null): Promise<Backlog & { readonly today: number }> {
  const [now] = await queries.query<Backlog & { readonly now: Date }>(
    `select count(*)::int as sessions, coalesce(sum(bytes), 0)::bigint as bytes, now() as now from sessions
     where ${IS_LIVE} and ${IS_AT_RIG} and ($1::int is null or rig = $1)`,
    [rig],
  );
  const { sessions = 0, bytes = 0 } = now ?? {};
  return { sessions, bytes, today: Math.floor((now?.now.getTime() ?? 0) / DAY_MS) * DAY_MS };
}

async function readMoved(queries: Queries, rig: number | null, { from, to }: Span): Promise<readonly Moved[]> {
  const found = await queries.query<Moved>(
    `select to_char(at at time zone 'utc', 'YYYY-MM-DD') as day,
       sum(came)::int as came, sum(came * bytes)::bigint as "cameBytes",
       sum(arrived)::int as arrived, sum(arrived * bytes)::bigint as "arrivedBytes",
       sum(ended)::int as ended, sum(ended * bytes)::bigint as "endedBytes"
     from (
       ${movedAt("accepted_at", "1 as came, 0 as arrived, 0 as ended", "true")}
       union all
       ${movedAt("published_at", "0 as came, 1 as arrived, 0 as ended", "true")}
       union all
       ${movedAt("ended_at", "0 as came, 0 as arrived, 1 as ended", "published_at is null and accepted_at is not null")}
     ) as moved group by day`,
    [rig, new Date(from), new Date(to)],
  );
  const known = new Map(found.map((moved) => [moved.day, moved]));
  return Array.from({ length: (to - from) / DAY_MS }, (_, index) => {
    const day = new Date(to - (index + 1) * DAY_MS).toISOString().slice(0, 10);
    return known.get(day) ?? { day, came: 0, cameBytes: 0, arrived: 0, arrivedBytes: 0, ended: 0, endedBytes: 0 };
  });
}

function movedAt(column: string, counts: string, which: string): string {
  return `select ${column} as at, ${counts}, coalesce(bytes, 0) as bytes from sessions
    where ${column} >= $2 and ${column} < $3 and is_current and copy_of is null
      and ($1::int is null or rig = $1) and ${which}`;
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
