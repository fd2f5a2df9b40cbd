import type { Lease, LeaseRequest } from "@rigline/manifest/fleet";
import type { Queries } from "./database.js";

interface LeaseRow {
  readonly holder: string;
  readonly token: number;
  readonly left: number;
}

const SECONDS_LEFT = "greatest(0, extract(epoch from until - clock_timestamp()))::float8";

/**
 * Takes a lease or renews it, by the clock of the database alone; undefined: another holds it. The token is the same for as long as
 * the holder is, and grows with each other one: also for a holder whose lease ran out before he came back.
 */
export async function takeLease(
  queries: Queries,
  rig: number,
  name: string,
  { holder, ttl }: LeaseRequest,
): Promise<Lease | undefined> {
  const [row] = await queries.query<LeaseRow>(
    `insert into leases (name, holder, rig, token, until)
     values ($1, $2, $3, 1, clock_timestamp() + make_interval(secs => $4::float8))
     on conflict (name) do update set
       holder = excluded.holder, rig = excluded.rig, until = excluded.until,
       token = case when leases.holder = excluded.holder and leases.until > clock_timestamp()
                    then leases.token else leases.token + 1 end,
       taken_at = case when leases.holder = excluded.holder and leases.until > clock_timestamp()
                       then leases.taken_at else now() end
     where leases.until <= clock_timestamp() or (leases.holder = excluded.holder and leases.rig = excluded.rig)
     returning holder, token, ${SECONDS_LEFT} as left`,
    [name, holder, rig, ttl],
  );
  return row && { name, ...row };
}

/** How it stands; undefined: nobody ever took it. */
export async function readLease(queries: Queries, name: string): Promise<Lease | undefined> {
  const [row] = await queries.query<LeaseRow>(
    `select holder, token, ${SECONDS_LEFT} as left from leases where name = $1`,
    [name],
  );
  return row && { name, ...row };
}

/** Ends it before its time, so that another may take it at once. False: it is not his any more. */
export async function endLease(queries: Queries, rig: number, name: string, holder: string): Promise<boolean> {
  const rows = await queries.query(
    `update leases set until = clock_timestamp()
     where name = $1 and holder = $2 and rig = $3 and until > clock_timestamp() returning name`,
    [name, holder, rig],
  );
  return rows.length > 0;
}
