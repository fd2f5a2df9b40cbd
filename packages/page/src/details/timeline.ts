import { readSessionRecord, sessionJournalPath } from "@rigline/core/session-record";
import { readJournalIfThere } from "@rigline/foundation/journal";
import type { FileSystem } from "@rigline/foundation/platform";
import { formatFiles } from "@rigline/foundation/quantities";
import type { JobRecord } from "@rigline/manifest";
import { describeRecord, joinVerified } from "@rigline/watchdog-service/told-jobs";
import type { TimelineEntry } from "../wire/page-state.js";
import { describeSessionRecord } from "./describe-session-record.js";

const MOST_ENTRIES = 400;

/** What happened to a session, at the launcher and at the daemon, oldest first; files that were verified in a row as one. */
export function timelineOf(
  fileSystem: FileSystem,
  directory: string | undefined,
  history: readonly JobRecord[],
): readonly TimelineEntry[] {
  const launcher = directory === undefined ? [] : readLauncher(fileSystem, directory);
  const entries = [...launcher, ...tellHistory(history)];
  const inOrder = entries.toSorted((one, other) => (one.at ?? "").localeCompare(other.at ?? ""));
  return inOrder.slice(-MOST_ENTRIES);
}

/** What the daemon did, oldest first. */
export function tellHistory(history: readonly JobRecord[]): readonly TimelineEntry[] {
  return joinVerified(history).map(entryOf);
}

function readLauncher(fileSystem: FileSystem, directory: string): readonly TimelineEntry[] {
  const journal = readJournalIfThere(sessionJournalPath(directory), { fileSystem });
  return (journal?.records ?? []).flatMap((line) => {
    const record = readSessionRecord(line);
    const told = record === undefined ? undefined : describeSessionRecord(record);
    return record === undefined || told === undefined
      ? []
      : [{ at: record.at ?? null, by: "launcher" as const, ...told }];
  });
}

function entryOf(record: JobRecord): TimelineEntry {
  const what = WORDS[record.type] ?? record.type;
  const told =
    record.type === "verified" && record.by === undefined ? formatFiles(record.files.length) : describeRecord(record);
  return {
    at: record.at ?? null,
    by: "daemon",
    what,
    // It stands before it.
    text: told.startsWith(`${what}: `) ? told.slice(what.length + 2) : told,
    tone: BAD.has(record.type) ? "bad" : GOOD.has(record.type) ? "good" : "plain",
  };
}

const BAD: ReadonlySet<JobRecord["type"]> = new Set(["attemptFailed", "parked"]);
const GOOD: ReadonlySet<JobRecord["type"]> = new Set(["published", "submitted", "archived"]);
const WORDS: Partial<Record<JobRecord["type"], string>> = {
  attemptFailed: "failed",
  sourceDeleted: "deleted here",
  planned: "copying",
  verified: "verified",
  archived: "complete",
  tell: "to be told",
  room: "room",
};
