import { existsSync, mkdirSync, readFileSync, realpathSync } from "node:fs";
import { hostname } from "node:os";
import { dirname, resolve } from "node:path";
import { isSamePlace, nodeDisk } from "@rigline/foundation/disk";
import { systemClock } from "@rigline/foundation/platform";
import { readTimeOfDay, zoneObjection } from "@rigline/foundation/time";
import { mark } from "@rigline/foundation/marks";
import { parseWatchConfig, type RiglineSettings, type WatchConfig } from "@rigline/manifest";
import { toAuditSettings } from "../audit/audit-settings.js";
import { toRetentionSettings } from "../retention/retention-settings.js";
import { toLimitedHours } from "../bandwidth/limited-hours.js";
import type { FleetSettings } from "../fleet/fleet-settings.js";
import type { NotifySettings } from "../notify/notify-settings.js";
import { settingsError } from "./config-errors.js";
import { readZoneVariable } from "./environment.js";
import type { DaemonSettings } from "./daemon-settings.js";
import { localFolderOf } from "./local-folder.js";

const WORKERS = 2;
const PATIENCE = { dataMs: 10 * 60_000, namesMs: 2 * 60_000, silentMs: 5000, graceMs: 3000 };
/** Keys of the watch config that tell aind-watchdog-service how to copy, log and schedule. */
const WITHOUT_EFFECT = [
  "misfire_grace_time_s",
  "robocopy_args",
  "windows_copy_utility",
  "checksum_parameters",
  "structured_log_file",
];

/** Reads a watch config. Throws WATCH_CONFIG_UNREADABLE, WATCH_FOLDERS_SAME and what `parseWatchConfig` throws, as a RiglineError. */
export function loadSettings(path: string): DaemonSettings {
  const file = resolve(path);
  const text = readConfig(file);
  const { config, notices } = parseWatchConfig(text, { file });
  const given = WITHOUT_EFFECT.filter((key) => text.includes(`${key}:`));
  return { ...toSettings(config, file), withoutEffect: given, notices: [...notices, ...zoneNotices()] };
}

/** A schedule is by the rig's clock: in another zone than the person means, the data go at another hour. */
function zoneNotices(): string[] {
  const variable = readZoneVariable();
  // To ask for the zone loads all the tables of them.
  const objection = variable === undefined ? undefined : zoneObjection(systemClock.zone(), variable);
  return objection === undefined ? [] : [`${objection}, the hours of schedules too; unset TZ, or correct it`];
}

function readConfig(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw settingsError("WATCH_CONFIG_UNREADABLE", {
      what: `the watch config ${file} can't be read`,
      where: { file },
      cause,
    });
  }
}

function toSettings(
  { flagDir, manifestComplete, rigline, webhookUrl }: WatchConfig,
  configFile: string,
): Omit<DaemonSettings, "withoutEffect" | "notices"> {
  const { retry, exitWhenIdleSeconds } = rigline;
  const flagFolder = realFolder(flagDir);
  const completeFolder = resolve(manifestComplete);
  requireApart(flagFolder, completeFolder);
  return {
    hostname: hostname(),
    configFile,
    flagFolder,
    completeFolder,
    settleMs: rigline.settleSeconds * 1000,
    rescanMs: rigline.rescanSeconds * 1000,
    algorithm: "sha256",
    verify: rigline.verify,
    verifySource: rigline.verifySource,
    checksums: rigline.checksums,
    custody: rigline.custody,
    stayAwake: rigline.stayAwake,
    follow: rigline.follow,
    yieldToSessions: rigline.yieldToSessions,
    bandwidth: toLimitedHours(rigline.bandwidth),
    audit: toAuditSettings(rigline.audit),
    retention: toRetentionSettings(rigline.retention),
    receipts: rigline.receipts,
    catalogue: rigline.catalogue,
    fleet: toFleet(rigline.fleet),
    workers: WORKERS,
    jobs: rigline.jobs,
    order: rigline.order,
    patterns: rigline.patterns,
    alsoTo: rigline.alsoTo,
    stores: rigline.stores,
    patience: PATIENCE,
    retry: { firstMs: retry.firstDelaySeconds * 1000, maxMs: retry.maxDelaySeconds * 1000 },
    fewAttempts: retry.attempts,
    submitTimeoutMs: rigline.requestTimeoutSeconds * 1000,
    jobStatusUrl: rigline.jobStatusUrl,
    idleMs: exitWhenIdleSeconds === undefined ? undefined : exitWhenIdleSeconds * 1000,
    allowLocalDestination: rigline.allowLocalDestination,
    localFolder: localFolderOf(configFile, [flagFolder, completeFolder]),
    notify: toNotify(rigline, webhookUrl),
    structuredLog: rigline.structuredLog,
    metricsPort: rigline.metricsPort,
    pagePort: rigline.pagePort,
  };
}

function toNotify({ notify, safeBy, ping }: RiglineSettings, webhookUrl: string | null): NotifySettings | undefined {
  const isAnybodyTold = notify.length > 0 || ping !== undefined || (webhookUrl ?? "") !== "";
  if (!isAnybodyTold) return undefined;
  const hour = safeBy === undefined ? undefined : readTimeOfDay(safeBy);
  return { channels: notify, webhookUrl, safeBy: hour, ping: ping?.url };
}

function toFleet(fleet: RiglineSettings["fleet"]): FleetSettings | undefined {
  if (fleet === undefined) return undefined;
  const { url, token, every_seconds: every, lease } = fleet;
  return { url: url.replace(/\/+$/u, ""), token, everyMs: every * 1000, lease };
}

function requireApart(flagFolder: string, completeFolder: string): void {
  if (!areSame(flagFolder, completeFolder)) return;
  throw settingsError("WATCH_FOLDERS_SAME", {
    what: `flag_dir and manifest_complete are one folder, ${flagFolder}`,
    where: { file: completeFolder },
  });
}

/** What can't be looked at now is looked at again whenever a manifest is archived. */
function areSame(left: string, right: string): boolean {
  try {
    return isSamePlace(nodeDisk, left, right);
  } catch {
    mark("config: folders that can't be looked at are told apart by their names");
    return left === right;
  }
}

/** The folder without links, as the lock's name has it. Made when only it is missing: a whole missing path is a share that is away. */
function realFolder(folder: string): string {
  const path = resolve(folder);
  try {
    if (!existsSync(path) && existsSync(dirname(path))) mkdirSync(path);
    return realpathSync.native(path);
  } catch {
    mark("config: a flag folder that is away keeps its name");
    return path;
  }
}
