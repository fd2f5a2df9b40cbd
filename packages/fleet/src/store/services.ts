import type { Queries } from "./database.js";

/** How asking a transfer service goes. */
export interface ServiceHealth {
  readonly endpoint: string;
  /** Seconds since it began not to answer. */
  readonly silentFor: number;
  /** What it said, or what became of the question. */
  readonly trouble: string;
}

/** Whether a service may be asked now. */
export async function isServiceDue(queries: Queries, endpoint: string): Promise<boolean> {
  const [row] = await queries.query<{ due: boolean }>(
    "select due_at <= now() as due from services where endpoint = $1",
    [endpoint],
  );
  return row?.due ?? true;
}

/** It answered, and is not asked again for so long. */
export async function noteAnswered(queries: Queries, endpoint: string, againMs: number): Promise<void> {
  await queries.query(
    `insert into services (endpoint, due_at, answered_at) values ($1, now() + make_interval(secs => $2::float8 / 1000), now())
     on conflict (endpoint) do update set due_at = excluded.due_at, answered_at = excluded.answered_at,
       silent_since = null, failures = 0, trouble = null`,
    [endpoint, againMs],
  );
}

/** It did not: it is asked again after the first time, then after twice that and so on up to the last. How often that was in a row. */
export async function noteSilent(
  queries: Queries,
  endpoint: string,
  trouble: string,
  { firstMs, maxMs }: { readonly firstMs: number; readonly maxMs: number },
): Promise<number> {
  const [row] = await queries.query<{ failures: number }>(
    `insert into services (endpoint, due_at, silent_since, failures, trouble)
     values ($1, now() + make_interval(secs => $3::float8 / 1000), now(), 1, $2)
     on conflict (endpoint) do update set failures = services.failures + 1, trouble = excluded.trouble,
       silent_since = coalesce(services.silent_since, now()),
       due_at = now() + make_interval(secs => least($4::float8, $3::float8 * 2 ^ least(services.failures, 20)) / 1000)
     returning failures`,
    [endpoint, trouble, firstMs, maxMs],
  );
  return row?.failures ?? 0;
}

/** All that were ever asked. */
export function listServices(queries: Queries): Promise<readonly Pick<ServiceHealth, "endpoint" | "silentFor">[]> {
  return queries.query(
    `select endpoint, coalesce(extract(epoch from now() - silent_since), 0)::float8 as "silentFor" from services order by 1`,
  );
}

/** Of these, those that have not answered for so long, and that something waits for. */
export function listSilentServices(
  queries: Queries,
  endpoints: readonly string[],
  longerThanMs: number,
): Promise<readonly ServiceHealth[]> {
  return queries.query<ServiceHealth>(
    `select endpoint, extract(epoch from now() - silent_since)::float8 as "silentFor", trouble from services
     where silent_since < now() - make_interval(secs => $2::float8 / 1000)
       and endpoint in (select value from jsonb_array_elements_text($1::jsonb)) order by endpoint`,
    [JSON.stringify(endpoints), longerThanMs],
  );
}
