import { formatBytes, formatFiles } from "@rigline/foundation/quantities";
import { showLocalTime } from "@rigline/foundation/time";
import { describeAwaiting, describeFound, describeRepair, type JobRecord } from "@rigline/manifest";
import { describeHold } from "@rigline/manifest/holds";

type Describers = { readonly [Type in JobRecord["type"]]: (record: Extract<JobRecord, { type: Type }>) => string };

/** What a line of a job's journal says, one phrase for people. */
export function describeRecord(record: JobRecord): string {
  const describe = DESCRIBERS[record.type] as (record: JobRecord) => string;
  return describe(record);
}

const DESCRIBERS: Describers = {
  accepted: ({ destination, copyOf }) =>
    `taken, to be published as ${destination}${copyOf === undefined ? "" : `: one more copy of ${copyOf.manifest}`}`,
  further: ({ copies }) =>
    `to be copied to ${copies.map(({ destination, needed }) => `${destination}${needed ? "" : " (not needed)"}`).join(" and ")} as well`,
  scheduled: ({ until, rest }) =>
    rest === "begins"
      ? `a part goes first, and the rest from ${showLocalTime(until)} on`
      : `${rest === "waits" ? "what goes first is copied and verified; the rest " : ""}waits until ${showLocalTime(until)}`,
  destination: ({ root, own }) => `the destination lies on ${root}${own ? ", a disk of this rig" : ""}`,
  planned: ({ files, bytes, leftOut }) =>
    `${formatFiles(files)} to copy, ${formatBytes(bytes)}${leftOut === undefined ? "" : `; ${formatFiles(leftOut.files)} left at the rig`}`,
  verified: ({ by, found, files, algorithm, readBack, repaired }) =>
    by === undefined
      ? `${formatFiles(files.length)} verified by ${algorithm}${readBack === "device" ? ", past the cache" : ""}`
      : `read again by ${by}${found === undefined ? "" : `: ${describeFound(found) || "whole"}`}${repaired === undefined ? "" : `; ${describeRepair(repaired)}`}`,
  published: ({ files, bytes, flushed, timesKept }) =>
    `${formatFiles(files)} published, ${formatBytes(bytes)}${flushed === false ? ", not flushed: the share has no flush" : ""}${timesKept === false ? ", without their times: the share keeps none" : ""}`,
  awaiting: (record) => describeAwaiting(record),
  gathered: () => "all parts have arrived",
  submitting: ({ endpoint }) => `about to be posted to ${endpoint}`,
  submitted: ({ endpoint, status, by }) =>
    `${endpoint === null ? "submitted to nobody: the manifest names no endpoint" : `submitted to ${endpoint} (${status})`}${saidBy(by)}`,
  announced: () => "the other computers are told that it is submitted",
  upload: ({ state, reason }) => `upload ${state}${behind(reason)}`,
  catalogued: ({ state, pid, reason }) =>
    state === "registered"
      ? `registered in the catalogue as ${pid ?? "?"}`
      : `the catalogue refused it${behind(reason)}`,
  sourceDeleted: ({ files, by }) => `${formatFiles(files)} deleted at the source${saidBy(by)}`,
  archived: ({ to }) => `manifest moved to ${to}`,
  attemptFailed: ({ step, code, message, retryAt }) =>
    `${step} failed: ${code}: ${message}${retryAt === null ? "" : `; again ${showLocalTime(retryAt)}`}`,
  parked: ({ code, reason }) => `parked: ${code}: ${reason}`,
  room: ({ root, bytes, free }) => `${formatBytes(bytes)} published at ${root}, where ${formatBytes(free)} are left`,
  destinationHold: ({ at: since, type: _type, mode, ...hold }) =>
    mode === "none" ? "the owner's file is gone, or its time is over" : describeHold({ ...hold, mode, since }),
  cleared: ({ path }) => `unfinished copy removed: ${path}`,
  tell: ({ channel, about }) => `${about} is to be told by ${channel}`,
  told: ({ failed }) => (failed === undefined ? "told" : `nobody could be told: ${failed}`),
  corrected: ({ by }) => `its request was corrected by ${by}`,
  redriven: ({ by }) => `put back to work${saidBy(by)}`,
  held: ({ by, reason }) => `held by ${by}${behind(reason)}`,
  released: ({ by }) => `released by ${by}`,
  rescheduled: ({ by, until }) => `rescheduled by ${by} to ${showLocalTime(until)}`,
  cancelled: ({ by, reason }) => `cancelled${saidBy(by)}: ${reason}`,
};

function behind(reason: string | undefined): string {
  return reason === undefined ? "" : `: ${reason}`;
}

function saidBy(by: string | undefined): string {
  return by === undefined ? "" : ` by ${by}`;
}
