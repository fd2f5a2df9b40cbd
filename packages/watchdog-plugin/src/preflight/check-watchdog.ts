import { checkProgram, type Finding } from "@rigline/core";
import { messageOf, RiglineError } from "@rigline/foundation/errors";
import { readProxies } from "@rigline/foundation/http";
import { createDaemon, executableOf, serviceOf } from "../daemon/create-daemon.js";
import { requireExecutable } from "../daemon/external-daemon.js";
import { type WatchPlaces, findWatchPlaces } from "../daemon/watch-places.js";
import type { PluginParts } from "../parts.js";
import type { FlavourChoice } from "../transfer/flavour-choice.js";
import { destinationRoot } from "../transfer/create-manifest.js";
import { checkEndpoint } from "./check-endpoint.js";
import { checkForecast } from "./check-forecast.js";
import { checkProjectName } from "./check-project-name.js";
import { checkOwnFolder } from "./check-writable.js";
import { findDestination, type RigPlaces } from "./destination-looks.js";

/**
 * All that the original finds out when the animal is back in its cage: whether the queue, the destination and the daemon are
 * there, and whether a manifest of today would be taken.
 */
export async function checkWatchdog(
  parts: PluginParts,
  flavours: FlavourChoice,
  signal: AbortSignal,
): Promise<Finding[]> {
  const { fileSystem, options } = parts;
  const findProxy = readProxies(parts.environment);
  const findings: Finding[] = [];
  // Asked first and awaited last: they may take their two seconds while the disks are looked at.
  const endpoint =
    options.transfer_endpoint === null
      ? undefined
      : checkEndpoint(parts.network, options.transfer_endpoint, findProxy, signal);
  void flavours.choose().catch(() => undefined);
  let places: WatchPlaces | undefined;
  await guard(findings, "watch config", async () => {
    places = findWatchPlaces(parts);
    return [{ level: "ok", subject: "watch config", message: describePlaces(places) }];
  });
  const destination = findDestination(parts, { destination: destinationRoot(parts), places: forLook(places) }, signal);
  // Of one that was broken off nobody waits for the answer.
  destination.catch(() => undefined);
  if (places !== undefined) {
    const known = places;
    findings.push(checkOwnFolder(fileSystem, "flag folder", known.flagFolder));
    findings.push(checkOwnFolder(fileSystem, "archive", known.completeFolder));
    await guard(findings, "daemon", async () => [await checkDaemon(parts, known)]);
  }
  await guard(findings, "destination", () => destination);
  if (findings.every(({ level, subject: about }) => about !== "destination" || level !== "error"))
    findings.push(...foreignSources(parts));
  await guard(findings, "manifest", () => checkForecast(parts, flavours));
  findings.push(...checkMapper(parts));
  if (endpoint !== undefined) findings.push(await endpoint);
  if (options.project_names_url !== undefined)
    findings.push(
      await checkProjectName(parts.network, options.project_name, options.project_names_url, findProxy, signal),
    );
  return findings;
}

/** Whether the config's mapper can be started: what would else be found out when the session is over. */
function checkMapper(parts: PluginParts): readonly Finding[] {
  const { mapper } = parts.options;
  if (mapper?.command === undefined) return [];
  const program = { ...mapper, command: mapper.command };
  return [checkProgram(parts, program, { subject: "mapper", who: "the mapper", key: "watchdog.mapper" })];
}

function forLook(places: WatchPlaces | undefined): RigPlaces | undefined {
  if (places === undefined) return undefined;
  const { flagFolder, allowLocalDestination, generated } = places;
  return { flagFolder, allowLocalDestination, generated };
}

/** What is configured once for every session goes with the first one where the daemon does not know better. */
function foreignSources({ options }: PluginParts): readonly Finding[] {
  const extra = Object.values(options.extra_modality_data ?? {}).flat();
  if (!options.delete_modalities_source_after_success || extra.length === 0) return [];
  return [
    {
      level: "warning",
      subject: "extra_modality_data",
      message: `${extra.join(", ")} will stay when the session's source is deleted`,
      todo: "Nothing with Rigline's own daemon. aind-watchdog-service does not know that, and deletes them with the session.",
    },
  ];
}

async function guard(
  findings: Finding[],
  subject: string,
  check: () => readonly Finding[] | Promise<readonly Finding[]>,
): Promise<void> {
  try {
    findings.push(...(await check()));
  } catch (error) {
    const todo = error instanceof RiglineError ? { todo: error.todo } : {};
    const why = error instanceof RiglineError && error.why !== undefined ? `: ${error.why}` : "";
    findings.push({ level: "error", subject, message: `${messageOf(error)}${why}`, ...todo });
  }
}

function describePlaces({ configFile, generated }: WatchPlaces): string {
  return generated === undefined
    ? configFile
    : `${configFile} (written by Rigline when the first session is handed off)`;
}

const subject = "daemon";

/** Whether somebody will pick the manifest up: is there now, or can be started. Starts nothing. */
async function checkDaemon(parts: PluginParts, places: WatchPlaces): Promise<Finding> {
  const service = serviceOf(parts);
  const daemon = createDaemon(parts, places);
  const watcher = await daemon?.findWatcher();
  if (watcher !== undefined) return { level: "ok", subject, message: `${places.flagFolder} is watched by ${watcher}` };
  switch (service) {
    case "none":
      return {
        level: "warning",
        subject,
        message: "manifests are published and no daemon is started (service: none)",
        todo: `Start one: rigline-watchdog -c ${places.configFile}`,
      };
    case "external": {
      const program = requireExecutable({
        program: executableOf(parts.environment),
        fileSystem: parts.fileSystem,
      });
      return { level: "ok", subject, message: `${program} does not run and will be started after the session` };
    }
    case "embedded":
      return checkEmbedded(parts);
  }
}

function checkEmbedded({ config, host }: PluginParts): Finding {
  const program = host.findProgram(config.folder);
  if (program !== undefined) return { level: "ok", subject, message: `${program} will be started after the session` };
  return {
    level: "error",
    subject,
    message: `Rigline's daemon, @rigline/watchdog-service, is not installed in ${config.folder} or above it`,
    todo: "npm install @rigline/watchdog-service, or set `watchdog.service` to external or none.",
  };
}
