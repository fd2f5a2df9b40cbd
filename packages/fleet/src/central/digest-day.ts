import { readTimeOfDay } from "@rigline/foundation/time";
import type { ServerSettings } from "../config/server-settings.js";
import type { Queries } from "../store/database.js";

/**
 * Whether a digest is to be made now: its hour is over on this day of the server's zone, and none was made on it. Each day has one, also
 * where its hour comes twice or never because clocks are changed, and where no server ran when it came. In the transaction that makes it.
 */
export async function takeDigestDay(
  queries: Queries,
  { digest, zone }: Pick<ServerSettings, "digest" | "zone">,
  now: Date,
): Promise<boolean> {
  const at = readTimeOfDay(digest?.at ?? "");
  if (at === undefined) return false;
  const rows = await queries.query(
    `insert into digests (day) select ($1::timestamptz at time zone $2)::date
     where ($1::timestamptz at time zone $2)::time >= make_time($3, $4, 0)
     on conflict do nothing returning day`,
    [now, zone, at.hours, at.minutes],
  );
  return rows.length > 0;
}
