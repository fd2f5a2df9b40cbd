import { nodeDisk } from "@rigline/foundation/disk";
import { EXIT_CODES } from "@rigline/foundation/errors";
import { nodeFileSystem } from "@rigline/foundation/platform";
import { formatData } from "@rigline/foundation/quantities";
import { nameStatus } from "@rigline/foundation/status";
import { showLocalTime } from "@rigline/foundation/time";
import type { JobRecord } from "@rigline/manifest";
import { loadSettings } from "../config/load-settings.js";
import { findListed } from "../jobs/ask-of-job.js";
import { describeRecord } from "../jobs/describe-record.js";
import { readJobHistory } from "../jobs/job-history.js";
import { listJobs, type ListedJob } from "../jobs/list-jobs.js";
import { showName } from "../watch/file-name.js";
import { say, sayJson } from "./fit-to-show.js";
import { renderJob } from "./status-command.js";

/** `rigline-watchdog jobs`: a line for each job; reads journals, changes nothing. */
export function printJobs(config: string, json: boolean): number {
  const { flagFolder } = loadSettings(config);
  const jobs = listJobs(nodeDisk, nodeFileSystem, flagFolder);
  if (json) sayJson(jobs);
  else say(jobs.length === 0 ? "no jobs" : inColumns(jobs.map(toRow)).join("\n"));
  return EXIT_CODES.success;
}

/** `rigline-watchdog show NAME`: how one job stands, and what its journal tells of it. Throws JOB_NOT_FOUND. */
export function showJob(config: string, name: string, json: boolean): number {
  const settings = loadSettings(config);
  const job = findListed({ disk: nodeDisk, fileSystem: nodeFileSystem, settings }, name);
  const history = readJobHistory(nodeFileSystem, job.journal);
  if (json) sayJson({ ...job, history: history.map(withoutFiles) });
  else {
    const lines = history.map((record) => `    ${whenOf(record)}  ${describeRecord(record)}`);
    say([...renderJob(job, settings.configFile), ...(lines.length === 0 ? [] : ["  history", ...lines])].join("\n"));
  }
  return EXIT_CODES.success;
}

function toRow(job: ListedJob): readonly string[] {
  const { files, bytes, failure } = job;
  return [
    showName(job.name),
    job.copy === null ? job.step : nameStatus(job),
    files === null ? "" : formatData({ files, bytes: bytes ?? 0 }),
    failure === null ? (job.verification?.isWhole === false ? "damaged" : "") : failure.code,
  ];
}

function inColumns(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}

/** Each file of a large session would bury the rest; its inventory has them. */
function withoutFiles(record: JobRecord): object {
  return record.type === "verified" ? { ...record, files: record.files.length } : record;
}

function whenOf({ at }: JobRecord): string {
  return at === undefined ? "(no time)" : showLocalTime(at);
}
