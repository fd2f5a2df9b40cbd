import type { FleetDeed } from "@rigline/manifest/fleet";
import type { Database, Queries } from "./database.js";
import { jsonText } from "./json-text.js";
import { requireRig } from "./rigs.js";
import { fleetStoreError } from "./store-errors.js";

/** What was asked of a job from the fleet, and what came of it. */
export interface AskedWish {
  readonly id: number;
  readonly rig: string;
  readonly job: string;
  readonly deed: FleetDeed;
  readonly by: string;
  readonly askedAt: Date;
  /** When the rig had it in an answer first; null: it has not asked since. */
  readonly toldAt: Date | null;
  readonly answeredAt: Date | null;
  /** `taken`: what comes of it is in the session's history. Null: the rig has not said yet. */
  readonly outcome: "taken" | "refused" | null;
  readonly message: string | null;
}

/**
 * Asks something of a job, which the rig hears with the answer to its next push. `job`: the manifest's file name. Throws
 * FLEET_RIG_UNKNOWN and FLEET_JOB_UNKNOWN.
 */
export async function askOfRig(
  database: Database,
  { rig, job, deed, by }: { readonly rig: string; readonly job: string; readonly deed: FleetDeed; readonly by: string },
): Promise<number> {
  return database.transaction(async (queries) => {
    const id = await requireRig(queries, rig);
    const [session] = await queries.query<{ job: string }>(
      "select job from sessions where rig = $1 and is_current and (job = $2 or name = $2) order by job = $2 desc limit 1",
      [id, job],
    );
    if (session === undefined) throw fleetStoreError("FLEET_JOB_UNKNOWN", { what: `${rig} has told of no job ${job}` });
    const [wish] = await queries.query<{ id: number }>(
      "insert into wishes (rig, job, deed, asked_by) values ($1, $2, $3::jsonb, $4) returning id",
      [id, session.job, jsonText(deed), by],
    );
    return wish?.id ?? 0;
  });
}

/** The last ones, the newest first; of one job where it is named. */
export function listWishes(
  queries: Queries,
  { rig, job, most = 100 }: { readonly rig?: string; readonly job?: string; readonly most?: number } = {},
): Promise<readonly AskedWish[]> {
  return queries.query<AskedWish>(
    `select wishes.id, rigs.name as rig, job, deed, asked_by as by, asked_at as "askedAt", told_at as "toldAt",
       answered_at as "answeredAt", outcome, message
     from wishes join rigs on rigs.id = wishes.rig
     where ($1::text is null or rigs.name = $1) and ($2::text is null or job = $2)
     order by wishes.id desc limit $3`,
    [rig ?? null, job ?? null, most],
  );
}
