import { nameWord } from "@rigline/page/parts";
import type { StatusWord } from "@rigline/foundation/status";
import { decideWish, type JobState } from "@rigline/manifest";
import type { FleetDeed } from "@rigline/manifest/fleet";
import type { FoundUpload } from "../store/found-upload.js";
import { WISH_DEEDS, type FleetRow, type WishDeed, type WishRow } from "../wire/fleet-sessions.js";
import { IS_LIVE, isLate } from "./look-at-fleet.js";

/** Of those sessions that a query without an end chooses, with their rigs and what was asked of them last. */
export function sessionRows(lateAfterHours: number, chosen: string): string {
  return `
  select sessions.id, rigs.name as rig, sessions.job, sessions.name, word, detail, todo, needs_person as "needsPerson", is_over as "isOver",
    code, copy_of is not null as "isCopy", destination, files, bytes, accepted_at as "acceptedAt", changed_at as "changedAt",
    (${IS_LIVE} and ${isLate(lateAfterHours)}) as "isLate", state, found, wish, lacks
  from (${chosen}) as sessions join rigs on rigs.id = sessions.rig
  left join lateral (
    select jsonb_build_object('id', wishes.id, 'deed', deed, 'by', asked_by, 'at', asked_at, 'told', told_at is not null,
      'outcome', outcome, 'message', message) as wish
    from wishes where wishes.rig = sessions.rig and wishes.job = sessions.job order by wishes.id desc limit 1
  ) as last on true`;
}

/** As the database has it. */
export interface RowColumns {
  readonly id: number;
  readonly rig: string;
  readonly job: string;
  readonly name: string;
  readonly word: StatusWord;
  readonly detail: string;
  readonly todo: string | null;
  readonly needsPerson: boolean;
  readonly isOver: boolean;
  readonly code: string | null;
  readonly isCopy: boolean;
  readonly destination: string | null;
  readonly files: number | null;
  readonly bytes: number | null;
  readonly acceptedAt: Date | null;
  readonly changedAt: Date;
  readonly isLate: boolean;
  /** As its rig told. */
  readonly state: JobState;
  /** What the transfer service told this server. */
  readonly found: FoundUpload | null;
  readonly wish: WishColumns | null;
  readonly lacks: string | null;
}

export interface WishColumns {
  readonly id: number;
  readonly deed: FleetDeed;
  readonly by: string;
  /** As the database writes it. */
  readonly at: string;
  readonly told: boolean;
  readonly outcome: "taken" | "refused" | null;
  readonly message: string | null;
}

export function toFleetRow(columns: RowColumns): FleetRow {
  const { id, rig, name, todo, code, destination, files, bytes, isCopy, isLate, acceptedAt, changedAt, wish } = columns;
  const { word, tone } = nameWord(columns, columns.state);
  return {
    id,
    rig,
    name,
    todo,
    code,
    destination,
    files,
    bytes,
    isCopy,
    isLate,
    word: word === "needs you" ? "needs somebody" : word,
    tone: isLate && tone !== "needs" ? "recording" : tone,
    at: changedAt.toISOString(),
    began: acceptedAt?.toISOString() ?? null,
    why: columns.detail,
    wish: wish === null ? null : toWishRow(wish),
    deeds: possibleDeeds(columns),
  };
}

export function toWishRow({ id, deed, by, at, told, outcome, message }: WishColumns): WishRow {
  return {
    id,
    do: deed.do,
    by,
    at: new Date(at).toISOString(),
    state: outcome ?? (told ? "told" : "asked"),
    message: message ?? "",
    detail: "until" in deed ? deed.until : "reason" in deed ? (deed.reason ?? "") : "",
  };
}

/** By the same rule by which its rig will decide: nothing is offered that would be refused there, as far as is known here. */
function possibleDeeds({ state, job, isOver, needsPerson }: RowColumns): readonly WishDeed[] {
  if (isOver && !needsPerson) return [];
  const at = new Date().toISOString();
  return WISH_DEEDS.filter((deed) => {
    const verdict = decideWish(state, { manifest: job, deed: sampleOf(deed, at), by: "", at });
    return "records" in verdict && verdict.records.length > 0;
  });
}

function sampleOf(deed: WishDeed, at: string): FleetDeed {
  if (deed === "redrive") return { do: deed, now: true };
  // Any time that is not the one that it waits for.
  if (deed === "reschedule") return { do: deed, until: new Date(Date.parse(at) + 3_600_000).toISOString() };
  return { do: deed };
}
