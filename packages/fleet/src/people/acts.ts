import type { Queries } from "../store/database.js";
import type { ActKind } from "../wire/fleet-people.js";

/** Who does something. */
export interface Doer {
  /** Their id; null: somebody at the server's command line, or nobody who is known. */
  readonly person: number | null;
  /** As it is shown. */
  readonly by: string;
  /** From which address; null: at the server itself. */
  readonly from: string | null;
}

export interface NewAct {
  readonly act: Exclude<ActKind, "asked">;
  /** Of whom or what. */
  readonly about: string;
  /** What else is to be known, one phrase, or empty. */
  readonly detail: string;
}

/** One that stands in the records. */
export interface AuditEntry {
  readonly at: Date;
  readonly by: string;
  readonly from: string | null;
  readonly act: ActKind;
  readonly about: string;
  readonly detail: string;
}

/** In the transaction of what is done, so that neither is there without the other. */
export async function writeAct(
  queries: Queries,
  { person, by, from }: Doer,
  { act, about, detail }: NewAct,
): Promise<void> {
  await queries.query(
    "insert into acts (person, by, from_address, act, about, detail) values ($1, $2, $3, $4, $5, $6)",
    [person, by, from, act, about, detail],
  );
}

/** What was done and asked for, the newest first; `before`: only what is older. */
export function listActs(
  queries: Queries,
  { before, most = 100 }: { readonly before?: Date | undefined; readonly most?: number } = {},
): Promise<readonly AuditEntry[]> {
  return queries.query<AuditEntry>(
    `select * from (
       (select at, by, from_address as "from", act, about, detail from acts
        where $1::timestamptz is null or at < $1 order by at desc limit $2)
       union all
       (select asked_at, asked_by, null, 'asked', rigs.name || ': ' || job,
          concat_ws(', ', deed->>'do', deed->>'until', deed->>'reason', outcome, nullif(message, ''))
        from wishes join rigs on rigs.id = wishes.rig
        where $1::timestamptz is null or asked_at < $1 order by asked_at desc limit $2)
     ) as acts order by at desc limit $2`,
    [before ?? null, most],
  );
}
