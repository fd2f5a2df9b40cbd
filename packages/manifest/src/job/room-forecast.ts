import { formatBytes } from "@rigline/foundation/quantities";
import { readJournalIfThere } from "@rigline/foundation/journal";
import { mark } from "@rigline/foundation/marks";
import type { FileSystem } from "@rigline/foundation/platform";
import { toJobRecords, type JobRecord } from "./job-record.js";
import { roomFolder } from "./job-places.js";
import { listRecordFiles } from "./record-files.js";

/** What was published at a share or disk, and how much room it had behind that. */
export type RoomUse = Extract<JobRecord, { readonly type: "room" }>;

/** More than a rig has sessions in two weeks. */
const MOST_USES = 500;

export function addRoomUse(uses: readonly RoomUse[], use: RoomUse): readonly RoomUse[] {
  return [...uses.slice(-MOST_USES), use];
}

/** How fast the sessions of a rig fill a disk. */
export interface FillRate {
  /** Bytes. */
  readonly perSession: number;
  readonly perDay: number;
  /** The same without further copies, whose data the rig has once. */
  readonly ownPerDay: number;
  /** Of what is still to be published. */
  readonly waiting: number;
}

export interface RoomForecast extends FillRate {
  /** Of the file system. */
  readonly root: string;
  /** Bytes, when it was last looked at. */
  readonly free: number;
  /** Until it is full, at that rate and with what waits; zero: it is too small for what waits. */
  readonly days: number;
}

const DAY_MS = 24 * 3_600_000;
/** A rig's habits change: what is longer ago says nothing of today. */
const WINDOW_MS = 14 * DAY_MS;
/** One day of many trials is no habit. */
const LEAST_DAYS = 2;
/** With less it is time to make room: over a weekend and some days of asking for it. */
const SHORT_DAYS = 7;

/** How fast a disk was filled in the last two weeks; undefined where nothing was published in them. */
export function fillRateOf(uses: readonly RoomUse[], now: Date): FillRate | undefined {
  const recent = uses.filter(({ at }) => at !== undefined && now.getTime() - Date.parse(at) < WINDOW_MS);
  const [first] = recent;
  const last = recent.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const bytes = recent.reduce((sum, use) => sum + use.bytes, 0);
  const elapsed = (now.getTime() - Date.parse(first.at ?? "")) / DAY_MS;
  const days = Math.max(LEAST_DAYS, elapsed);
  // Others fill it as well; what they do in an hour says nothing of a day.
  const gone = elapsed < LEAST_DAYS ? 0 : Math.max(0, first.free + first.bytes - last.free);
  const perSession = bytes / recent.reduce((sum, use) => sum + use.jobs, 0);
  const perDay = Math.max(bytes, gone) / days;
  const further = recent.reduce((sum, { furtherBytes = 0 }) => sum + furtherBytes, 0);
  const ownPerDay = further === 0 ? perDay : (bytes - further) / days;
  return { perSession, perDay, ownPerDay, waiting: last.waiting * perSession };
}

/** Whole days until a disk with so much room is full. */
export function daysLeft(free: number, { perDay, waiting }: FillRate): number {
  return perDay === 0 ? Infinity : Math.max(0, Math.floor((free - waiting) / perDay));
}

/** How long the room of one share or disk lasts; undefined where that can't be told. */
export function forecastRoom(uses: readonly RoomUse[], now: Date): RoomForecast | undefined {
  const rate = fillRateOf(uses, now);
  const last = uses.at(-1);
  if (rate === undefined || last === undefined) return undefined;
  return { ...rate, root: last.root, free: last.free, days: daysLeft(last.free, rate) };
}

export function isRoomShort(days: number): boolean {
  return days < SHORT_DAYS;
}

/** `at 16.0 GB a day it is full in 3 days`. */
export function describeRoom(days: number, { perDay, waiting }: FillRate): string {
  const wait = waiting === 0 ? "" : ` and with the ${formatBytes(Math.round(waiting))} that wait for it,`;
  const when = days === 0 ? "less than a day" : days === 1 ? "1 day" : `${days} days`;
  return `at ${formatBytes(Math.round(perDay))} a day${wait} it is full in ${when}`;
}

/** How fast each share and disk of a flag folder's destinations is filled, by its root; nothing where that can't be read. */
export function readRoomUses(fileSystem: FileSystem, flagFolder: string): ReadonlyMap<string, readonly RoomUse[]> {
  const uses = new Map<string, readonly RoomUse[]>();
  try {
    for (const file of listRecordFiles(fileSystem, roomFolder(flagFolder), ".jsonl")) {
      const records = toJobRecords(readJournalIfThere(file, { fileSystem })?.records ?? []);
      const own = records.filter((record) => record.type === "room");
      const root = own.at(-1)?.root;
      if (root !== undefined) uses.set(root, own);
    }
  } catch {
    mark("room: what can't be read of it forecasts nothing");
  }
  return uses;
}
