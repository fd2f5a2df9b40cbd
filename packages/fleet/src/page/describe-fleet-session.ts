import { tellHistory } from "@rigline/page/parts";
import { formatData } from "@rigline/foundation/quantities";
import { showLocalTime } from "@rigline/foundation/time";
import { toJobRecords } from "@rigline/manifest";
import type { Queries } from "../store/database.js";
import { isUnknown, withFound } from "../store/found-upload.js";
import { readEvents, type ToldEvent } from "../store/sessions.js";
import type { FleetDetails, WishRow } from "../wire/fleet-sessions.js";
import { readRow } from "./list-rows.js";
import { toWishRow, type RowColumns, type WishColumns } from "./row-columns.js";

/** What is told of one session when it is opened; undefined: there is none. */
export async function describeFleetSession(
  queries: Queries,
  lateAfterHours: number,
  id: number,
): Promise<FleetDetails | undefined> {
  const [found, events] = await Promise.all([readRow(queries, lateAfterHours, id), readEvents(queries, id)]);
  if (found === undefined) return undefined;
  const records = events.map(({ type, at, body }) => ({
    ...body,
    type,
    ...(at === null ? {} : { at: at.toISOString() }),
  }));
  return {
    row: found.row,
    facts: [...factsOf(found.columns), ...events.flatMap(missingOf)],
    timeline: tellHistory(toJobRecords([...records, ...heardOf(found.columns)])),
    wishes: await wishesOf(queries, found.columns),
  };
}

/** What its rig could not tell, for this fleet did not take it: what is shown may be less than what is so. */
function missingOf({ seq, type, body: { of } }: ToldEvent): FleetDetails["facts"] {
  if (type !== "notTold") return [];
  const what = typeof of === "string" ? `the record "${of}"` : "a record";
  return [["Missing here", `${what} in line ${seq} of its journal: this fleet did not take it. The rig has it`]];
}

function factsOf(columns: RowColumns): FleetDetails["facts"] {
  const { rig, destination, files, bytes, acceptedAt, state, lacks, job } = columns;
  const facts: (readonly [string, string])[] = [["Rig", rig]];
  const add = (label: string, value: string | null | undefined): void => {
    if (value !== null && value !== undefined && value !== "") facts.push([label, value]);
  };
  add("Destination", destination);
  if (files !== null && bytes !== null) add("Data", formatData({ files, bytes }));
  add("Handed off", acceptedAt === null ? null : showLocalTime(acceptedAt.toISOString()));
  add("One more copy of", state.copyOf?.manifest);
  add("Transfer service", state.submission?.endpoint);
  add("Upload", describeUploadOf(columns));
  add("Held", state.held === undefined ? null : `by ${state.held.by}`);
  add(
    "Waits until",
    state.scheduledUntil === undefined || state.published !== undefined ? null : showLocalTime(state.scheduledUntil),
  );
  add("May it be deleted at the rig?", mayDelete(state.sourceDeleted, lacks));
  add("Manifest", job);
  return facts;
}

/** What this server heard of the upload itself, as if the rig had told it. */
function heardOf({ state, found }: RowColumns): readonly object[] {
  const { upload, digest } = withFound(state, found);
  if (upload === undefined || upload === state.upload) return [];
  const { since, ...told } = upload;
  return [{ type: "upload", at: since, digest, ...told }];
}

/** By whom it is known stands with it where that is this server. */
function describeUploadOf({ state, found }: RowColumns): string | undefined {
  if (isUnknown(state, found)) return "the service knows no job of that name";
  const { upload } = withFound(state, found);
  if (upload === undefined) return undefined;
  const job = upload.job === undefined ? "" : `, job ${upload.job}`;
  return upload === state.upload ? `${upload.state}${job}` : `${upload.state}${job}, as the service told the fleet`;
}

function mayDelete(isDeleted: boolean, lacks: string | null): string {
  if (isDeleted) return "the rig has deleted what it was asked to";
  return lacks === null
    ? "yes, as far as is known here; the rig looks at the source before it does"
    : `not yet: ${lacks}`;
}

async function wishesOf(queries: Queries, { rig, job }: RowColumns): Promise<readonly WishRow[]> {
  const wishes = await queries.query<WishColumns>(
    `select wishes.id, deed, asked_by as by, asked_at::text as at, told_at is not null as told, outcome, message
     from wishes join rigs on rigs.id = wishes.rig where rigs.name = $1 and job = $2 order by wishes.id desc limit 20`,
    [rig, job],
  );
  return wishes.map(toWishRow);
}
