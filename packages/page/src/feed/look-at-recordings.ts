import { join } from "node:path";
import { readSessionRecord, sessionFilePath, sessionJournalPath } from "@rigline/core/session-record";
import { readJournalIfThere } from "@rigline/foundation/journal";
import { readTail } from "@rigline/foundation/logs";
import { mark } from "@rigline/foundation/marks";
import { readJson, type FileSystem } from "@rigline/foundation/platform";
import { z } from "zod";
import type { Recording } from "../wire/page-state.js";
import type { KnownSession } from "./known-session.js";

const LINES = 6;
/** They stand in so much of the log's end. */
const END_BYTES = 16 * 1024;

/** Of `<session>/.rigline/session.json`. */
const OpenedSchema = z.object({ experimenters: z.array(z.string()), date: z.string() });

interface Parts {
  readonly fileSystem: FileSystem;
}

/** The sessions that are being recorded now: who, since when, what they said last. `tempFolder`: with the logs of the launcher's runs. */
export function lookAtRecordings(
  parts: Parts,
  sessions: Iterable<KnownSession>,
  tempFolder: string | undefined,
): readonly Recording[] {
  const running = [...sessions].filter(({ status }) => status.word === "running");
  return running.map(({ name, directory, date }) => {
    try {
      return { name, ...readRecording(parts, directory, tempFolder) };
    } catch {
      mark("page: a recording whose files can't be read now is shown by its name");
      return { name, by: "not known", since: date, at: null, lines: [] };
    }
  });
}

function readRecording(
  { fileSystem }: Parts,
  directory: string,
  tempFolder: string | undefined,
): Pick<Recording, "by" | "since" | "at" | "lines"> {
  const opened = OpenedSchema.parse(readJson(fileSystem, sessionFilePath(directory)));
  const journal = sessionJournalPath(directory);
  const log = tempFolder === undefined ? undefined : findLog(fileSystem, tempFolder, readPid(fileSystem, journal));
  const written = [journal, log].flatMap((path) => (path === undefined ? [] : [fileSystem.stat(path).modified]));
  return {
    by: opened.experimenters.join(", ") || "nobody who is named",
    since: opened.date,
    at: new Date(Math.max(...written)).toISOString(),
    lines: log === undefined ? [] : lastLines(log).map(shorten),
  };
}

/** Of the launcher that opened it, or resumed it last. */
function readPid(fileSystem: FileSystem, journal: string): number | undefined {
  const lines = readJournalIfThere(journal, { fileSystem })?.records ?? [];
  const records = lines.flatMap((line) => readSessionRecord(line) ?? []);
  return records.findLast((record) => record.type === "sessionOpened" || record.type === "resumed")?.pid;
}

/** `<temp_dir>/<time>-<pid>-<random>/launcher.log`, the newest of them: process numbers come again. */
function findLog(fileSystem: FileSystem, tempFolder: string, pid: number | undefined): string | undefined {
  if (pid === undefined || !fileSystem.exists(tempFolder)) return undefined;
  const folders = fileSystem.list(tempFolder).filter(({ name }) => name.includes(`-${pid}-`));
  const [newest] = folders.toSorted((one, other) => other.name.localeCompare(one.name));
  const log = newest && join(tempFolder, newest.name, "launcher.log");
  return log !== undefined && fileSystem.exists(log) ? log : undefined;
}

function lastLines(log: string): readonly string[] {
  const all = readTail(log, { lines: Infinity, bytes: END_BYTES }).map((line) => line.replace(/\r$/, ""));
  return all.filter((line) => line !== "").slice(-LINES);
}

/** What every line of a log has says nothing. */
function shorten(line: string): string {
  return line.replace(/^(\S+) - \S+ - INFO - /, "$1  ");
}
