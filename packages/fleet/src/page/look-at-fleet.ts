import type { Queries } from "../store/database.js";
import type { FleetState, RigRow, SafeCount } from "../wire/fleet-state.js";

/** A session that is not at its end, or wants somebody: few of all there ever were, and with an index of their own. */
export const IS_LIVE = "is_current and (not is_over or needs_person)";
/** Of those: it has not reached its destination. What is one more copy of another has left its rig with that. */
export const IS_AT_RIG = "published_at is null and copy_of is null";
/** Of those: so long after it was handed off, and nobody holds it. */
export function isLate(hours: number): string {
  return `${IS_AT_RIG} and word <> 'held' and accepted_at < now() - interval '${hours} hours'`;
}

/** Of all: as far as is known here it may be deleted at its rig, where the source itself is looked at before that. */
export const IS_SAFE = "is_current and copy_of is null and lacks is null and state->>'sourceDeleted' = 'false'";
export const SAFE_DAYS = 30;

/** As the database has it. */
type RigFigures = Omit<RigRow, "word" | "tone" | "group" | "heardAt"> & { readonly heardAt: Date | null };

const WAITING = "('outbox', 'queued', 'held', 'waiting for its time')";

/** Every rig, what needs somebody first. */
export async function lookAtRigs(queries: Queries, lateAfterHours: number): Promise<FleetState["rigs"]> {
  const rigs = await queries.query<RigFigures>(
    `select rigs.name, heard_at as "heardAt", silent_since is not null as "isSilent", host, version,
       coalesce(needs, 0) as needs, coalesce(late, 0) as late, coalesce(at_rig, 0) as "atRig",
       coalesce(at_rig_bytes, 0)::bigint as "atRigBytes", coalesce(underway, 0) as underway, coalesce(waiting, 0) as waiting, trouble
     from rigs
     left join (
       select rig, count(*) filter (where needs_person)::int as needs,
         count(*) filter (where ${isLate(lateAfterHours)})::int as late,
         count(*) filter (where ${IS_AT_RIG})::int as at_rig,
         sum(bytes) filter (where ${IS_AT_RIG}) as at_rig_bytes,
         count(*) filter (where not needs_person and word not in ${WAITING})::int as underway,
         count(*) filter (where not needs_person and word in ${WAITING})::int as waiting
       from sessions where ${IS_LIVE} group by rig
     ) as live on live.rig = rigs.id
     left join (
       select distinct on (rig) rig,
         jsonb_build_object('session', name, 'why', detail, 'todo', todo, 'code', code) as trouble
       from sessions where ${IS_LIVE} and needs_person order by rig, changed_at desc
     ) as troubled on troubled.rig = rigs.id`,
  );
  return rigs.map(rowOf).toSorted(compareRigs);
}

/** Over the last weeks alone: what was cleaned up at the rigs since then is not known here. */
export async function countSafe(queries: Queries): Promise<SafeCount> {
  const [counted] = await queries.query<{ sessions: number; bytes: number }>(
    `select count(*)::int as sessions, coalesce(sum(bytes), 0)::bigint as bytes from sessions
     where published_at > now() - interval '${SAFE_DAYS} days' and ${IS_SAFE}`,
  );
  return { sessions: counted?.sessions ?? 0, bytes: counted?.bytes ?? 0, days: SAFE_DAYS };
}

function rowOf({ heardAt, ...figures }: RigFigures): RigRow {
  return { ...figures, heardAt: heardAt?.toISOString() ?? null, ...nameRig({ heardAt, ...figures }) };
}

/** The one word of a rig, with its colour. */
function nameRig(rig: RigFigures): Pick<RigRow, "word" | "tone" | "group"> {
  if (rig.needs > 0) return { word: "needs somebody", tone: "needs", group: "needs" };
  if (rig.isSilent) return { word: "silent", tone: "needs", group: "needs" };
  if (rig.late > 0) return { word: "late", tone: "recording", group: "late" };
  if (rig.underway > 0) return { word: "at work", tone: "busy", group: "underway" };
  if (rig.waiting > 0) return { word: "waiting", tone: "waiting", group: "waiting" };
  if (rig.heardAt === null) return { word: "never heard", tone: "grey", group: "quiet" };
  return { word: "all has arrived", tone: "safe", group: "quiet" };
}

const RANKS: Readonly<Record<RigRow["group"], number>> = { needs: 0, late: 1, underway: 2, waiting: 3, quiet: 4 };

/** Made once: to make one for each comparison takes a thousand rigs forty milliseconds. */
const NAMES = new Intl.Collator("en", { numeric: true });

function compareRigs(one: RigRow, other: RigRow): number {
  return RANKS[one.group] - RANKS[other.group] || NAMES.compare(one.name, other.name);
}
