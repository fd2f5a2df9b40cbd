import type { Queries } from "../store/database.js";
import type { FleetRow, FleetRows, FleetView } from "../wire/fleet-sessions.js";
import { IS_AT_RIG, IS_LIVE, IS_SAFE, isLate, SAFE_DAYS } from "./look-at-fleet.js";
import { sessionRows, toFleetRow, type RowColumns } from "./row-columns.js";

/** Which sessions. */
export interface RowFilter {
  readonly view: FleetView;
  readonly rig?: string | undefined;
  /** In its name, its destination or its error's code. */
  readonly text?: string | undefined;
  /** The next page: what the last one said. */
  readonly before?: number | undefined;
}

const PAGE = 50;

function whereOf(view: FleetView, lateAfterHours: number): string {
  const views: Readonly<Record<FleetView, string>> = {
    needs: `${IS_LIVE} and needs_person`,
    late: `${IS_LIVE} and ${isLate(lateAfterHours)}`,
    atRig: `${IS_LIVE} and ${IS_AT_RIG}`,
    safe: `published_at > now() - interval '${SAFE_DAYS} days' and ${IS_SAFE}`,
    all: "is_current",
  };
  return views[view];
}

/** A page of the sessions of all rigs, whatever changed last first. */
export async function listRows(
  queries: Queries,
  lateAfterHours: number,
  { view, rig, text, before }: RowFilter,
): Promise<FleetRows> {
  const found = await queries.query<RowColumns>(
    // What was asked is looked for of those alone that are shown: of a lab's weeks there are a hundred thousand that are safe to delete.
    `${sessionRows(
      lateAfterHours,
      `select * from sessions where ${whereOf(view, lateAfterHours)}
         and ($1::text is null or rig = (select id from rigs where name = $1))
         and ($2::text is null or position(lower($2) in lower(concat_ws(' ', name, destination, code))) > 0)
         and ($3::int is null or (changed_at, id) < (select changed_at, id from sessions where id = $3))
       order by changed_at desc, id desc limit ${PAGE + 1}`,
    )}
     order by changed_at desc, sessions.id desc`,
    [rig ?? null, text === undefined || text === "" ? null : text, before ?? null],
  );
  const rows = found.slice(0, PAGE).map(toFleetRow);
  return { rows, before: found.length > PAGE ? (rows.at(-1)?.id ?? null) : null };
}

/** Undefined: there is none. */
export async function readRow(
  queries: Queries,
  lateAfterHours: number,
  id: number,
): Promise<{ readonly row: FleetRow; readonly columns: RowColumns } | undefined> {
  const [columns] = await queries.query<RowColumns>(
    sessionRows(lateAfterHours, "select * from sessions where id = $1"),
    [id],
  );
  return columns === undefined ? undefined : { row: toFleetRow(columns), columns };
}
