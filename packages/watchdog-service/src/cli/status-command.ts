import { nodeDisk } from "@rigline/foundation/disk";
import { formatBytes, formatFiles } from "@rigline/foundation/quantities";
import { EXIT_CODES } from "@rigline/foundation/errors";
import { nodeFileSystem, systemClock } from "@rigline/foundation/platform";
import { describeFurther, nameStatus } from "@rigline/foundation/status";
import { showLocalTime } from "@rigline/foundation/time";
import {
  type CopyNeed,
  describeAwaiting,
  describeDamage,
  describeRepair,
  describeSelected,
  fillRedrive,
  quoteArgument,
  readChannelStates,
  redriveCommand,
  describeReadBack,
  describeSourceRead,
} from "@rigline/manifest";
import { describeFleetTrouble, readCursor } from "@rigline/manifest/fleet";
import { describeHold, readDestinationHolds } from "@rigline/manifest/holds";
import type { DaemonSettings } from "../config/daemon-settings.js";
import { loadSettings } from "../config/load-settings.js";
import { listJobs, type ListedJob } from "../jobs/list-jobs.js";
import { showName } from "../watch/file-name.js";
import { scanFolder } from "../watch/scan-folder.js";
import { describeFollowed, listFollowed } from "./describe-followed.js";
import { say, sayJson } from "./fit-to-show.js";
import { whoWatches } from "./who-watches.js";

/** `all`: as JSON all that is told of the flag folder, and not its jobs alone. */
interface StatusFlags {
  readonly json: boolean;
  readonly all: boolean;
}

/** `rigline-watchdog status`: reads journals and the lock, changes nothing. */
export async function printStatus(config: string, { json, all }: StatusFlags): Promise<number> {
  const settings = loadSettings(config);
  const { flagFolder, configFile } = settings;
  const jobs = listJobs(nodeDisk, nodeFileSystem, flagFolder);
  if (json && !all) {
    sayJson(jobs);
    return EXIT_CODES.success;
  }
  const { watcher, start } = await whoWatches(settings);
  const holds = readDestinationHolds(nodeFileSystem, flagFolder, systemClock.now());
  const { aside } = scanFolder(nodeDisk, flagFolder);
  const failing = failingChannels(settings);
  const fleetTrouble = settings.fleet === undefined ? [] : describeFleetTrouble(readCursor(nodeFileSystem, flagFolder));
  if (json) {
    const followed = listFollowed(settings);
    const told = { flagFolder, watcher: watcher ?? null, holds, followed, jobs, aside };
    sayJson({ ...told, failingChannels: failing, fleetTrouble });
    return EXIT_CODES.success;
  }
  const watched =
    watcher === undefined
      ? `no daemon watches ${flagFolder}; to start one: ${start}`
      : `a ${watcher} watches ${flagFolder}`;
  const lines = jobs.length === 0 ? ["no jobs"] : jobs.flatMap((job) => renderJob(job, configFile));
  const left = aside.map(({ name, why }) => `left alone: ${showName(name)} (${why})`);
  const channels = failing.flatMap((channel) => renderChannel(channel, configFile));
  const told = [watched, ...holds.map(describeHold), ...describeFollowed(settings), ...lines, ...left];
  say([...told, ...channels, ...fleetTrouble].join("\n"));
  return EXIT_CODES.success;
}

/** Who would have to be told, and can't be. */
interface FailingChannel {
  readonly name: string;
  /** ISO 8601 in UTC. */
  readonly since: string;
  readonly reason: string;
  readonly todo: string;
}

function failingChannels({ flagFolder }: DaemonSettings): readonly FailingChannel[] {
  return Object.entries(readChannelStates(nodeFileSystem, flagFolder)).flatMap(([name, { failing }]) =>
    failing === null ? [] : [{ name, since: failing.since, reason: failing.reason, todo: failing.todo }],
  );
}

function renderChannel({ name, since, reason, todo }: FailingChannel, configFile: string): readonly string[] {
  return [
    `nobody can be told by ${name}: since ${showLocalTime(since)}`,
    `  ${"failure".padEnd(12)} ${reason}`,
    `  ${"do".padEnd(12)} ${todo}`,
    `  ${"to try it".padEnd(12)} rigline-watchdog notify test -c "${configFile}" ${quoteArgument(name)}`,
  ];
}

/** How a job stands, its name first and what is known of it below. */
export function renderJob(job: ListedJob, configFile: string): readonly string[] {
  const { files, bytes, submission, failure } = job;
  const redrive = (options: { readonly now?: boolean } = {}): string =>
    redriveCommand(configFile, job.name === job.file ? undefined : job.name, job.file, options);
  const lines = [`${showName(job.name)}: ${job.copy === null ? job.step : nameStatus(job)}`];
  const add = (what: string, text: string): void => void lines.push(`  ${what.padEnd(12)} ${text}`);
  if (job.held !== null) {
    add("held by", describeDecision(job.held));
    add("to release", `rigline-watchdog release -c "${configFile}" ${quoteArgument(job.name)}`);
  }
  if (job.cancelled !== null) add("cancelled", describeCancelled(job.cancelled));
  if (job.scheduledUntil !== null) {
    add("waits until", showLocalTime(job.scheduledUntil));
    add("to send now", redrive({ now: true }));
  }
  if (files !== null) add("data", `${job.verifiedFiles} of ${formatFiles(files)} verified, ${formatBytes(bytes ?? 0)}`);
  if (job.selected !== null) add("left out", describeSelected(job.selected));
  if (job.destination !== null) add("destination", job.destination);
  if (job.copyOf !== null) add("copy of", `${job.copyOf.manifest}${describeNeed(job.copyOf.needed)}`);
  for (const one of job.alsoTo) add("also to", describeFurther(one));
  if (job.readBack !== null) add("verified", `${describeReadBack(job.readBack)} and compared`);
  if (job.sourceRead !== null) add("source", describeSourceRead(job.sourceRead, job.asWritten));
  if (job.strength !== null) add("strength", job.strength);
  if (job.verification !== null) {
    if (job.verification.isWhole) add("read again", `whole, ${describeDecision(job.verification)}`);
    else add("damaged", describeDamage(job.verification));
    const { extra } = job.verification.found;
    if (extra > 0) add("extra", `${formatFiles(extra)} that nobody handed off`);
    if (job.verification.repaired !== undefined) add("brought back", describeRepair(job.verification.repaired));
  }
  if (!job.timesKept) add("no times", "the share keeps none: files have those of their copying");
  if (!job.flushed) add("not flushed", "the share has no flush; no source is deleted");
  if (job.awaiting !== null) add("waits for", describeAwaiting(job.awaiting));
  if (submission !== null)
    add(
      "submission",
      `${submission.endpoint === null ? "none asked for" : `${submission.endpoint} (${submission.status})`}${submission.by === undefined ? "" : `, by ${submission.by}`}`,
    );
  if (job.upload !== null) add("upload", describeUpload(job.upload));
  if (job.catalogue !== null) add("catalogue", describeCatalogue(job.catalogue));
  if (job.archivedTo !== null) add("manifest", job.archivedTo);
  if (job.inventory !== null) add("inventory", job.inventory);
  if (failure === null) return lines;
  add("failure", `${failure.code}: ${failure.message}`);
  if (failure.retryAt !== null) {
    const isOver = new Date(failure.retryAt) < systemClock.now();
    add("again", `${isOver ? "since " : ""}${showLocalTime(failure.retryAt)}`);
    add("to try now", redrive());
  }
  if (failure.todo !== null) add("do", fillRedrive(failure.todo, redrive()));
  return lines;
}

function describeDecision({ by, at }: { readonly by: string; readonly at: string | undefined }): string {
  return at === undefined ? by : `${by}, ${showLocalTime(at)}`;
}

function describeCancelled({ by, at, reason }: NonNullable<ListedJob["cancelled"]>): string {
  return by === undefined ? reason : `${describeDecision({ by, at })}: ${reason}`;
}

function describeCatalogue({ state, pid, reason }: NonNullable<ListedJob["catalogue"]>): string {
  return state === "registered" ? `registered as ${pid}` : `refused: ${reason}`;
}

function describeUpload({ state, since, reason }: NonNullable<ListedJob["upload"]>): string {
  const when = since === undefined ? "" : ` since ${showLocalTime(since)}`;
  return `${state}${when}${reason === undefined ? "" : `: ${reason}`}`;
}

function describeNeed(needed: CopyNeed): string {
  if (typeof needed === "boolean") return needed ? "" : ", which does not need it";
  return `, which needs ${needed} of those that are alike`;
}
