import type { Queries, SqlValue } from "../store/database.js";
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
  const values: SqlValue[] = [];
  const given = (value: SqlValue): string => `$${values.push(value)}`;
  // What is not asked for is not in the question, so that each question goes by the index that fits it.
  const wanted = [
    whereOf(view, lateAfterHours),
    rig === undefined ? [] : `rig = (select id from rigs where name = ${given(rig)})`,
    text === undefined || text === ""
      ? []
      : `id in (select session from session_texts where text like lower(${given(patternOf(text))}))`,
    before === undefined ? [] : `(changed_at, id) < (select changed_at, id from sessions where id = ${given(before)})`,
  ].flat();
  const found = await queries.query<RowColumns>(
    // What was asked is looked for of those alone that are shown: of a lab's weeks there are a hundred thousand that are safe to delete.
    `${sessionRows(
      lateAfterHours,
      `select * from sessions where ${wanted.join(" and ")}
       order by changed_at desc, id desc limit ${PAGE + 1}`,
    )}
     order by changed_at desc, sessions.id desc`,
    values,
  );
  const rows = found.slice(0, PAGE).map(toFleetRow);
  return { rows, before: found.length > PAGE ? (rows.at(-1)?.id ?? null) : null };
}

/** That stands somewhere within, whatever it has of signs that mean more in a pattern. */
function patternOf(text: string): string {
  return `%${text.replaceAll(/[\\%_]/gu, "\\$&")}%`;
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
