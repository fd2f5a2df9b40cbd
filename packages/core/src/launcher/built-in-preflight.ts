import { join } from "node:path";
import { formatBytes } from "@rigline/foundation/quantities";
import type { Clock } from "@rigline/foundation/platform";
import { resolveFrom } from "../config/resolved-config.js";
import { messageOf } from "@rigline/foundation/errors";
import type { FreeSpace } from "../di/core-tokens.js";
import { isTemplateText } from "@rigline/foundation/names";
import type { LauncherConfig } from "../config/launcher-config.js";
import type { LauncherParts } from "./launcher-parts.js";
import { adviseOnFolder } from "./advise-on-folder.js";
import { checkPrograms } from "./check-programs.js";
import type { Finding } from "../lifecycle/lifecycle-hooks.js";
import { isUtc, toZonedDate, zoneObjection } from "@rigline/foundation/time";

/** Below this, a data disk is worth a warning even when the config forecasts nothing. */
const LOW_SPACE_BYTES = 10e9;
/** Below this no session is begun, unless the config forecasts that it needs less: also its journal must have room. */
const LEAST_SPACE_BYTES = 1e9;

type RigParts = Pick<LauncherParts, "resolved" | "clock" | "fileSystem" | "freeSpace" | "machine">;

/** What the launcher itself looks at before a session and in `rigline doctor`. */
export function checkRig(parts: RigParts): Finding[] {
  const { resolved, clock, freeSpace } = parts;
  const dataFolder = resolveFrom(resolved, resolved.values.data_dir);
  const logFolder = resolveFrom(resolved, resolved.values.temp_dir);
  const writable = [checkWritable(parts, "data folder", dataFolder), checkWritable(parts, "log folder", logFolder)];
  const space = writable[0]?.level === "ok" ? [checkSpace(dataFolder, resolved.values.forecast_gb, freeSpace)] : [];
  return [
    checkNode(),
    ...writable,
    ...space,
    checkClock(clock, resolved.environment),
    ...checkPrograms(parts),
    ...checkTexts(resolved.values),
  ];
}

/** Values that nobody has written yet: a session would be named and kept by them. */
function checkTexts({ rig_name, data_dir, subject, experimenters = [], notes }: LauncherConfig): Finding[] {
  const names = experimenters.map((name): [string, string] => ["experimenters", name]);
  return [...Object.entries({ rig_name, data_dir, subject, notes }), ...names].flatMap(([key, value]) =>
    value === undefined || !isTemplateText(value, key)
      ? []
      : [
          {
            level: "warning",
            subject: "config",
            message: `${key} is ${JSON.stringify(value)}, which looks like the text of an example`,
            todo: `Write its value into \`${key}\`.`,
          },
        ],
  );
}

function checkNode(): Finding {
  return { level: "ok", subject: "node", message: `Node ${process.versions.node} on ${process.platform}` };
}

function checkWritable({ fileSystem }: RigParts, subject: string, folder: string): Finding {
  const probe = join(folder, `.rigline-probe-${fileSystem.uniqueName()}`);
  try {
    fileSystem.makeFolder(folder);
    // Not flushed: the start waits for it.
    fileSystem.openAppend(probe).close();
    fileSystem.remove(probe);
    return { level: "ok", subject, message: `${folder} can be written` };
  } catch (error) {
    return {
      level: "error",
      subject,
      message: `${folder} can't be written: ${messageOf(error)}`,
      todo: adviseOnFolder(folder, fileSystem),
    };
  }
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
      todo: "Free some space (`rigline clean` deletes what `rigline status` calls safe to delete), or lower forecast_gb.",
    };
  }
  if (free <= 0 || (forecastGigabytes === undefined && free < LEAST_SPACE_BYTES)) {
    return {
      level: "error",
      subject: "disk space",
      message: room,
      todo: "Free some space: `rigline clean` deletes what `rigline status` calls safe to delete. Where sessions need less than that, set forecast_gb to what they need.",
    };
  }
  if (free < LOW_SPACE_BYTES) {
    return {
      level: "warning",
      subject: "disk space",
      message: room,
      todo:
        forecastGigabytes === undefined
          ? "Set forecast_gb, so that a session is not started in vain."
          : "Free some space before long: `rigline clean` deletes what `rigline status` calls safe to delete.",
    };
  }
  return { level: "ok", subject: "disk space", message: room };
}

const subject = "clock";

/** Whether the clock and its zone are such that a session can be named by them. */
function checkClock(clock: Clock, environment: Readonly<Record<string, string>>): Finding {
  const zone = clock.zone();
  const objection = zoneObjection(zone, environment["TZ"]);
  if (objection !== undefined) {
    const todo = "Unset TZ, so that the system's own zone counts, or write a city's, such as TZ=America/Los_Angeles.";
    return { level: "error", subject, message: objection, todo };
  }
  const wall = `${toZonedDate(clock.now(), zone).replace("T", " ")} (${zone})`;
  if (clock.now().getUTCFullYear() < 2025)
    return { level: "error", subject, message: `the clock says ${wall}`, todo: "Set the rig's clock." };
  if (isUtc(zone))
    return {
      level: "warning",
      subject,
      message: `${wall}: sessions will be named in UTC, and metadata wants local time with its zone`,
      todo: "Set the rig's time zone, unless UTC is meant.",
    };
  return { level: "ok", subject, message: wall };
}
