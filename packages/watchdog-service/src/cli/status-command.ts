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
import { describeFollowed } from "./describe-followed.js";
import { say, sayJson } from "./fit-to-show.js";
import { whoWatches } from "./who-watches.js";

/** `rigline-watchdog status`: reads journals and the lock, changes nothing. */
export async function printStatus(config: string, json: boolean): Promise<number> {
  const settings = loadSettings(config);
  const { flagFolder, configFile } = settings;
  const jobs = listJobs(nodeDisk, nodeFileSystem, flagFolder);
  if (json) {
    sayJson(jobs);
    return EXIT_CODES.success;
  }
  const { watcher, start } = await whoWatches(settings);
  const watched =
    watcher === undefined
      ? `no daemon watches ${flagFolder}; to start one: ${start}`
      : `a ${watcher} watches ${flagFolder}`;
  const holds = readDestinationHolds(nodeFileSystem, flagFolder, systemClock.now()).map(describeHold);
  const lines = jobs.length === 0 ? ["no jobs"] : jobs.flatMap((job) => renderJob(job, configFile));
  const aside = scanFolder(nodeDisk, flagFolder).aside.map(({ name, why }) => `left alone: ${showName(name)} (${why})`);
  const fleet = settings.fleet === undefined ? [] : describeFleetTrouble(readCursor(nodeFileSystem, flagFolder));
  const told = [watched, ...holds, ...describeFollowed(settings), ...lines, ...aside];
  say([...told, ...failingChannels(settings), ...fleet].join("\n"));
  return EXIT_CODES.success;
}

/** Who would have to be told, and can't be. */
function failingChannels({ flagFolder, configFile }: DaemonSettings): readonly string[] {
  return Object.entries(readChannelStates(nodeFileSystem, flagFolder)).flatMap(([name, { failing }]) =>
    failing === null
      ? []
      : [
          `nobody can be told by ${name}: since ${showLocalTime(failing.since)}`,
          `  ${"failure".padEnd(12)} ${failing.reason}`,
          `  ${"do".padEnd(12)} ${failing.todo}`,
          `  ${"to try it".padEnd(12)} rigline-watchdog notify test -c "${configFile}" ${quoteArgument(name)}`,
        ],
  );
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
