import { join } from "node:path";
import { didYouMean } from "@rigline/foundation/errors";
import { isWithin } from "@rigline/foundation/paths";
import type { FileSystem } from "@rigline/foundation/platform";
import { formatDuration } from "@rigline/foundation/quantities";
import { describeStatus } from "@rigline/foundation/status";
import type { ListedSession } from "../report/render-sessions.js";
import { listFolders, listSessionFolders, summarizeSession, type SessionSummary } from "../session/list-sessions.js";
import { sessionError } from "../session/session-errors.js";
import { SESSION_FOLDER, sessionFilePath } from "../session/session-places.js";
import { objectToAdoption } from "./adopt-session.js";
import type { FoundSession } from "./session-finder.js";
import type { SweepRow } from "./sweep-row.js";

/** What is written to by somebody still may be recording: nothing tells a pause from an end. */
export const QUIET_MS = 3_600_000;

/** A session with what is to become of it. */
export interface PlannedSweep {
  readonly row: SweepRow;
  /** Of one that another launcher recorded. */
  readonly found?: FoundSession;
}

/** The sessions of Rigline in a folder: `<folder>/<subject>/<name>`, or directly in it, or the folder itself. */
export function listOwnFolders(fileSystem: FileSystem, folder: string): readonly string[] {
  const isSession = (directory: string): boolean => fileSystem.exists(sessionFilePath(directory));
  if (isSession(folder)) return [folder];
  const direct = listFolders(fileSystem, folder).map((name) => join(folder, name));
  const listed = listSessionFolders(fileSystem, folder).filter(
    (path) => isWithin(folder, path) && !isBookkeeping(path),
  );
  // One that was swept up before is noted too, wherever it lies.
  return [...new Set([...direct.filter(isSession), ...listed])];
}

/** A data folder keeps marks in a folder of its own. */
function isBookkeeping(directory: string): boolean {
  return directory.split(/[\\/]/).includes(SESSION_FOLDER);
}

/** One that Rigline recorded: offered only while nobody has published it, decided about it, or has it open. */
export async function planOwn(
  directory: string,
  {
    fileSystem,
    rigName,
    describe,
    findLiving,
  }: {
    readonly fileSystem: FileSystem;
    readonly rigName: string;
    readonly describe: (summary: SessionSummary) => Promise<ListedSession>;
    /** Whether its experiment still runs, one sentence; undefined: it does not. */
    readonly findLiving: (summary: SessionSummary) => Promise<string | undefined>;
  },
): Promise<PlannedSweep> {
  const summary = summarizeSession(fileSystem, directory);
  const listed = await describe(summary);
  const why = (await findLiving(summary)) ?? whyItStays(summary, listed, rigName);
  const known = why === undefined ? whatIsKnown(summary, listed) : undefined;
  const { name, subject, date } = listed;
  const base = { name, subject, date, directory, recordedBy: "rigline", files: null, bytes: null, at: null } as const;
  if (why !== undefined) return { row: { ...base, decision: "stays", why } };
  if (known !== undefined) return { row: { ...base, decision: "known", why: known } };
  return { row: { ...base, decision: "hand off", why: "Rigline recorded it, and nothing of it was handed off" } };
}

function whyItStays(
  { session, outcome, damage }: SessionSummary,
  { standing, status, next }: ListedSession,
  rigName: string,
): string | undefined {
  if (session === undefined || standing === "unreadable" || standing === "running") return describeStatus(status);
  if (damage !== undefined) return `${damage}; ${next ?? ""}`;
  if (session.rigName !== rigName) return `it is of rig ${session.rigName}: sweep it there`;
  // It would be begun by a resume.
  return outcome === undefined ? `its experiment is not over; ${next ?? ""}` : undefined;
}

/** Somebody has published it, decided about it, or deleted it. */
function whatIsKnown({ cleaning }: SessionSummary, { handOff, status }: ListedSession): string | undefined {
  return handOff?.state === "not done" && cleaning === undefined ? undefined : describeStatus(status);
}

/** One that another launcher recorded. `now`: milliseconds since the epoch. */
export function planFound(found: FoundSession, now: number): PlannedSweep {
  const { name, subject, date, directory, files, bytes, evidence } = found;
  const { handedOff } = found;
  const why = whyFoundStays(found, now);
  const base = { name, subject, date, directory, recordedBy: "other", files, bytes, at: null } as const;
  if (handedOff !== undefined) return { row: { ...base, decision: "known", why: handedOff } };
  if (why !== undefined) return { row: { ...base, decision: "stays", why } };
  return { row: { ...base, decision: "hand off", why: evidence.join("; ") }, found };
}

function whyFoundStays(found: FoundSession, now: number): string | undefined {
  const { files, writtenAt, doubt } = found;
  if (doubt !== undefined) return doubt;
  if (files === 0) return "there is no file in it";
  if (now - writtenAt < QUIET_MS)
    return `it was written to in the last ${formatDuration(QUIET_MS)}, so it may still be recorded`;
  return objectToAdoption(found);
}

/**
 * Of several folders of one name none is handed off by itself, nor one beside a folder of which it is known what became of it: one is a copy of the
 * other, or somebody has given two sessions one name, and a person has to say which it is. Names are told apart as a destination on Windows does.
 */
export function keepNamesApart(planned: readonly PlannedSweep[]): readonly PlannedSweep[] {
  const offered = planned.filter(({ row }) => row.decision !== "stays");
  const firstOf = new Map(offered.toReversed().map(({ row }) => [nameKey(row), row.directory]));
  const lastOf = new Map(offered.map(({ row }) => [nameKey(row), row.directory]));
  return planned.map((one) => {
    const { directory, decision } = one.row;
    const ends = [firstOf, lastOf].map((places) => places.get(nameKey(one.row)));
    const other = ends.find((place) => place !== undefined && place !== directory);
    if (decision !== "hand off" || other === undefined) return one;
    const why = `${other} has its name too; to hand off this one: rigline sweep "${directory}"`;
    return { row: { ...one.row, decision: "stays", why } };
  });
}

function nameKey({ name }: SweepRow): string {
  return name.normalize("NFC").toLowerCase();
}

/** Those that are named stay. Throws SESSION_NOT_FOUND of a name that none of them has. */
export function leaveOut(planned: readonly PlannedSweep[], except: readonly string[]): readonly PlannedSweep[] {
  const names = new Set(planned.map(({ row }) => row.name));
  const unknown = except.find((name) => !names.has(name));
  if (unknown !== undefined)
    throw sessionError("SESSION_NOT_FOUND", {
      what: `the sweep finds no session ${unknown}.${didYouMean(unknown, [...names])}`,
      todo: "Name with --except what `rigline sweep --dry-run` lists.",
    });
  return planned.map((one) =>
    one.row.decision === "hand off" && except.includes(one.row.name)
      ? { row: { ...one.row, decision: "stays", why: "it is left out by --except" } }
      : one,
  );
}
