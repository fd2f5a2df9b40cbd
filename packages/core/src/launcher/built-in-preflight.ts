import { rmSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { randomUUID } from "node:crypto";
import { makeFolder } from "../platform/make-folder.js";
import { resolveFrom } from "../config/resolve-from.js";
import type { ResolvedConfig } from "../config/resolved-config.js";
import { messageOf } from "../errors/index.js";
import { adviseOnFolder } from "./advise-on-folder.js";
import { locateProgram, showCommand } from "./experiment-runner.js";
import type { Finding } from "../lifecycle/lifecycle-hooks.js";
import type { Clock } from "../platform/clock.js";
import { findProgram } from "../processes/find-program.js";
import { formatBytes } from "../report/format-quantity.js";
import { toZonedDate } from "../session/session-date.js";

/** Below this, a data disk is worth a warning even when the config forecasts nothing. */
const LOW_SPACE_BYTES = 10e9;

/** Bytes that are free for this user on the disk of a folder. */
export type FreeSpace = (folder: string) => number;

/** What the launcher itself looks at before a session and in `rigline doctor`. */
export function checkRig(resolved: ResolvedConfig, clock: Clock, freeSpace: FreeSpace = askSystem): Finding[] {
  const dataFolder = resolveFrom(resolved, resolved.values.data_dir);
  const logFolder = resolveFrom(resolved, resolved.values.temp_dir);
  const writable = [checkWritable("data folder", dataFolder), checkWritable("log folder", logFolder)];
  const space = writable[0]?.level === "ok" ? [checkSpace(dataFolder, resolved.values.forecast_gb, freeSpace)] : [];
  return [checkNode(), ...writable, ...space, checkZone(clock), checkExperiment(resolved)];
}

function checkNode(): Finding {
  return { level: "ok", subject: "node", message: `Node ${process.versions.node} on ${process.platform}` };
}

function checkWritable(subject: string, folder: string): Finding {
  const probe = join(folder, `.rigline-probe-${randomUUID()}`);
  try {
    makeFolder(folder);
    writeFileSync(probe, "");
    rmSync(probe);
    return { level: "ok", subject, message: `${folder} can be written` };
  } catch (error) {
    return {
      level: "error",
      subject,
      message: `${folder} can't be written: ${messageOf(error)}`,
      todo: adviseOnFolder(folder),
    };
  }
}

function askSystem(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

function checkSpace(folder: string, forecastGigabytes: number | undefined, freeSpace: FreeSpace): Finding {
  let free: number;
  try {
    free = freeSpace(folder);
  } catch (error) {
    const message = `how much room the disk of ${folder} has is not known: ${messageOf(error)}`;
    return { level: "warning", subject: "disk space", message, todo: "Look yourself whether it is enough." };
  }
  const room = `${formatBytes(free)} free on the disk of ${folder}`;
  if (forecastGigabytes !== undefined && free < forecastGigabytes * 1e9) {
    return {
      level: "error",
      subject: "disk space",
      message: `${room}, but a session is forecast to need ${forecastGigabytes} GB`,
      todo: "Free some space (sessions that `rigline sessions` shows as complete can go), or lower forecast_gb.",
    };
  }
  if (free <= 0) {
    return {
      level: "error",
      subject: "disk space",
      message: room,
      todo: "Free some space: sessions that `rigline sessions` shows as complete can go.",
    };
  }
  if (free < LOW_SPACE_BYTES) {
    return {
      level: "warning",
      subject: "disk space",
      message: room,
      todo: "Set forecast_gb, so that a session is not started in vain.",
    };
  }
  return { level: "ok", subject: "disk space", message: room };
}

function checkZone(clock: Clock): Finding {
  const zone = clock.zone();
  const now = clock.now();
  const wall = `${toZonedDate(now, zone).replace("T", " ")} (${zone})`;
  if (now.getUTCFullYear() < 2025) {
    return {
      level: "error",
      subject: "clock",
      message: `the clock says ${wall}`,
      todo: "Set the rig's clock.",
    };
  }
  if (zone === "UTC" || zone.startsWith("Etc/")) {
    return {
      level: "warning",
      subject: "clock",
      message: `${wall}: sessions will be named in UTC, and metadata wants local time with its zone`,
      todo: "Set the rig's time zone, unless UTC is meant.",
    };
  }
  return { level: "ok", subject: "clock", message: wall };
}

function checkExperiment(resolved: ResolvedConfig): Finding {
  const experiment = resolved.values.experiment;
  if (experiment === undefined) {
    const message = "the config names no experiment, so the session will only run what plugins add";
    return { level: "warning", subject: "experiment", message, todo: "Set experiment.command." };
  }
  const directory = resolveFrom(resolved, experiment.directory ?? ".");
  const program = locateProgram(experiment.command[0] ?? "", resolved.folder);
  const environment = { ...resolved.environment, ...experiment.environment };
  if (findProgram(program, { directory, environment, platform: process.platform }) === undefined) {
    const message = `the experiment's program can't be found: ${program}`;
    return { level: "error", subject: "experiment", message, todo: "Install it, or correct experiment.command." };
  }
  return { level: "ok", subject: "experiment", message: showCommand(experiment.command) };
}
