import { checkProgram, resolveFrom, type Finding } from "@rigline/core";
import { messageOf, RiglineError } from "@rigline/foundation/errors";
import { readProxies } from "@rigline/foundation/http";
import { isRemotePlace, isWithin } from "@rigline/foundation/paths";
import { mark } from "@rigline/foundation/marks";
import { fillRateOf, readRoomUses } from "@rigline/manifest";
import { type WatchPlaces, findWatchPlaces } from "../daemon/watch-places.js";
import { findUnreachable } from "../follow/in-time.js";
import type { PluginParts } from "../parts.js";
import type { FlavourChoice } from "../transfer/flavour-choice.js";
import { destinationRoot, furtherRoots } from "../transfer/create-manifest.js";
import { checkAccount } from "./check-account.js";
import { checkAnswers } from "./check-answers.js";
import { checkDaemon, type FoundDaemon } from "./check-daemon.js";
import { checkChannels, checkSecrets } from "./check-channels.js";
import { checkEndpoint } from "./check-endpoint.js";
import { checkFollow } from "./check-follow.js";
import { checkFurther, checkMapped, lookOfStore } from "./check-further.js";
import { checkForecast } from "./check-forecast.js";
import { askForNames, checkProjectName } from "./check-project-name.js";
import { checkOwnFolder } from "./check-writable.js";
import { findDestination, type RigPlaces, type RootRate } from "./destination-looks.js";
import { checkOwnRoom } from "./check-room.js";
import { tellHandOff } from "./tell-hand-off.js";

/** The queue lies on a disk of the rig, which answers at once. */
const QUEUE_PATIENCE_MS = 3_000;

/**
 * All that the original finds out when the animal is back in its cage: whether the queue, the destination and the daemon are
 * there, and whether a manifest of today would be taken. Nothing here waits for a share or a service longer than some seconds.
 */
export async function checkWatchdog(
  parts: PluginParts,
  flavours: FlavourChoice,
  signal: AbortSignal,
): Promise<Finding[]> {
  const { network, options } = parts;
  const findProxy = readProxies(parts.environment);
  const findings: Finding[] = [];
  // Asked first and awaited last: they may take their seconds while the disks are looked at.
  const endpoint =
    options.transfer_endpoint === null
      ? undefined
      : checkEndpoint(network, options.transfer_endpoint, findProxy, signal);
  const names =
    options.project_names_url === undefined
      ? undefined
      : askForNames(network, options.project_names_url, findProxy, signal);
  void flavours.choose().catch(() => undefined);
  let places: WatchPlaces | undefined;
  await guard(findings, "watch config", async () => {
    places = findWatchPlaces(parts);
    return [{ level: "ok", subject: "watch config", message: describePlaces(places) }];
  });
  const destination = destinationRoot(parts);
  const destinations = [destination, ...furtherRoots(parts).map((one) => one.destination)];
  const forecast = parts.config.values.forecast_gb;
  const forecastBytes = forecast === undefined ? undefined : forecast * 1e9;
  const silent = places === undefined ? undefined : await findSilent(parts, places);
  const rates = places === undefined || silent !== undefined ? [] : readRates(parts, places);
  const asks = { places: forLook(places), forecastBytes, rates };
  const look = isRemotePlace(destination)
    ? Promise.resolve(lookOfStore(parts, destination))
    : findDestination(parts, { ...asks, destination }, signal);
  const further = checkFurther(parts, asks, look, signal);
  // Of one that was broken off nobody waits for the answer.
  for (const answer of [look, further]) answer.catch(() => undefined);
  const daemon = places === undefined ? undefined : await checkQueue(parts, places, silent, findings);
  await guard(findings, "destination", async () => {
    const { findings: found, mappedTo } = await look;
    if (places === undefined || daemon === undefined) return found;
    const account = await checkAccount(parts, { daemon, destination, mappedTo, flagFolder: places.flagFolder });
    return account === undefined ? found : [...found, account];
  });
  await guard(findings, "destination", async () => {
    const { findings: found, mapped } = await further;
    if (places === undefined || daemon === undefined) return found;
    return [...found, ...(await checkMapped(parts, mapped, { daemon, flagFolder: places.flagFolder }))];
  });
  findings.push(...checkApart(parts, destination));
  if (findings.every(({ level, subject: about }) => about !== "destination" || level !== "error"))
    findings.push(...foreignSources(parts), ...foreignPatterns(parts), ...foreignParts(parts));
  const own = checkOwnRoom(parts.freeSpace, resolveFrom(parts.config, parts.config.values.data_dir), rates);
  if (own !== undefined) findings.push(own);
  await guard(findings, "manifest", () => checkForecast(parts, flavours));
  if (places !== undefined) findings.push(...checkFollow(parts, places));
  findings.push(...checkPrograms(parts), ...checkAnswers(parts));
  if (endpoint !== undefined) findings.push(await endpoint);
  if (names !== undefined && options.project_names_url !== undefined) {
    const [name, url] = [options.project_name, options.project_names_url];
    const flagFolder = daemon === undefined ? undefined : places?.flagFolder;
    findings.push(checkProjectName(parts, { name, url, flagFolder }, await names));
  }
  if (places !== undefined && daemon !== undefined)
    findings.push(tellHandOff(parts, { who: daemon.who, flagFolder: places.flagFolder, destinations }));
  return findings;
}

/** By their paths: the destination may be a share that gives no answer. */
function checkApart({ config }: PluginParts, destination: string): readonly Finding[] {
  const data = resolveFrom(config, config.values.data_dir);
  if (isRemotePlace(destination) || !isWithin(data, destination)) return [];
  if (!isWithin(destination, data)) {
    const lies = `${destination} lies in the data_dir, among the sessions`;
    return [{ level: "warning", subject: "destination", message: lies, todo: "Choose a folder outside of it." }];
  }
  const message = `${destination} is the data_dir: a session would be its own copy`;
  const todo = "Write the folder of the server that the data go to into `watchdog.destination`.";
  return [{ level: "error", subject: "destination", message, todo }];
}

/** The folder of the queue that gives no answer in time; asked before anything is read there. */
function findSilent(
  { fileSystem, clock }: PluginParts,
  { flagFolder, completeFolder }: WatchPlaces,
): Promise<string | undefined> {
  return findUnreachable(fileSystem, [flagFolder, completeFolder], clock, QUEUE_PATIENCE_MS);
}

/** The folders of the queue, and who watches. A share that does not answer is named, and nothing else is asked of it. */
async function checkQueue(
  parts: PluginParts,
  places: WatchPlaces,
  silent: string | undefined,
  findings: Finding[],
): Promise<FoundDaemon | undefined> {
  const { fileSystem } = parts;
  const { flagFolder, completeFolder } = places;
  if (silent !== undefined) {
    mark("preflight: a queue that gives no answer is told, and not waited for");
    const message = `${silent} has given no answer for ${QUEUE_PATIENCE_MS / 1000} s`;
    const todo = "Connect its disk or share, or name a folder on a disk of the rig in the section `watchdog`.";
    findings.push({ level: "error", subject: "flag folder", message, todo });
    return undefined;
  }
  findings.push(checkOwnFolder(fileSystem, "flag folder", flagFolder));
  findings.push(checkOwnFolder(fileSystem, "archive", completeFolder));
  let daemon: FoundDaemon | undefined;
  await guard(findings, "daemon", async () => {
    daemon = await checkDaemon(parts, places);
    return [daemon.finding];
  });
  findings.push(...checkChannels(fileSystem, places), ...checkSecrets(parts, places));
  return daemon;
}

/** Whether the config's programs can be started: what would else be found out when the session is over. */
function checkPrograms(parts: PluginParts): readonly Finding[] {
  const { mapper, email_from_experimenter: email } = parts.options;
  const mapping =
    mapper?.command === undefined
      ? []
      : [
          checkProgram(
            parts,
            { ...mapper, command: mapper.command },
            { subject: "mapper", who: "the mapper", key: "watchdog.mapper" },
          ),
        ];
  if (typeof email !== "object") return mapping;
  const owner = {
    subject: "recipient",
    who: "the program that makes addresses",
    key: "watchdog.email_from_experimenter",
  };
  return [
    ...mapping,
    checkProgram(parts, { environment: {}, grace_seconds: 1, success_exit_codes: [0], ...email }, owner),
  ];
}

/** How fast the sessions of this rig have filled the shares and disks of their destinations of late. */
function readRates({ fileSystem, clock }: PluginParts, { flagFolder }: WatchPlaces): readonly RootRate[] {
  return [...readRoomUses(fileSystem, flagFolder)].flatMap(([root, uses]) => {
    const rate = fillRateOf(uses, clock.now());
    return rate === undefined ? [] : [{ ...rate, root }];
  });
}

function forLook(places: WatchPlaces | undefined): RigPlaces | undefined {
  if (places === undefined) return undefined;
  const { flagFolder, allowLocalDestination, generated } = places;
  return { flagFolder, allowLocalDestination, generated };
}

/** aind-watchdog-service knows no patterns: what it must not do is kept from it by the manifest, and what it does is told. */
function foreignPatterns({ options }: PluginParts): readonly Finding[] {
  const { include, exclude, delete_modalities_source_after_success: deletes } = options;
  if (include.length + exclude.length === 0) return [];
  const said = [...include.map((pattern) => `include ${pattern}`), ...exclude.map((pattern) => `exclude ${pattern}`)];
  return [
    {
      level: "ok",
      subject: "patterns",
      message: `${said.join(", ")}; aind-watchdog-service does not know them: it would copy all${deletes ? ", and delete no source" : ""}`,
    },
  ];
}

/** aind-watchdog-service merges what it finds, and submits each part by itself. */
function foreignParts({ options }: PluginParts): readonly Finding[] {
  if (options.parts === undefined) return [];
  const message = `the session is submitted when ${options.parts.join(", ")} have arrived, by the computer that brings ${options.parts[0]}`;
  if (options.service !== "external") return [{ level: "ok", subject: "parts", message }];
  return [
    {
      level: "warning",
      subject: "parts",
      message: `${message}; whoever watches has to be Rigline's daemon, and WATCHDOG_EXE may name another`,
      todo: "Nothing when WATCHDOG_EXE is Rigline's own program. aind-watchdog-service does not know of parts: it submits this one by itself.",
    },
  ];
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
