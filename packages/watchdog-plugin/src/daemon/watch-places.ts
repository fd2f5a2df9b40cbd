import { dirname, join } from "node:path";
import { resolveFrom, type ResolvedConfig, type FileSystem } from "@rigline/core";
import { messageOf } from "@rigline/foundation/errors";
import { mark } from "@rigline/foundation/marks";
import { makeFolderDurably, writeDurably } from "@rigline/foundation/platform";
import {
  outboxFolder,
  parseWatchConfig,
  registerOutbox,
  RIGLINE_FOLDER,
  type WatchConfig,
  renderWatchConfig,
} from "@rigline/manifest";
import type { WatchdogOptions } from "../options/watchdog-options.js";
import { daemonError } from "./daemon-errors.js";
import { environmentPath } from "./environment-path.js";
import { toldSettings } from "./told-settings.js";

/** The folders of the queue, absolute, and the watch config that names them to a daemon. */
export interface WatchPlaces {
  readonly configFile: string;
  /** Manifests are published here. */
  readonly flagFolder: string;
  /** Manifests are moved here when they are done. */
  readonly completeFolder: string;
  /** Manifests wait here while they can't be published. */
  readonly outbox: string;
  /** What is to stand in `configFile`; undefined when the file is somebody else's. */
  readonly generated: string | undefined;
  /** The destination is on the rig's own disk on purpose. */
  readonly allowLocalDestination: boolean;
  /** The daemon copies sessions while they run that ask for it. */
  readonly follows: boolean;
}

interface Parts {
  readonly options: WatchdogOptions;
  readonly config: ResolvedConfig;
  readonly environment: Readonly<Record<string, string>>;
  readonly fileSystem: FileSystem;
}

/**
 * Where the queue is: in the option `watch_config`, else the option `flag_dir`, else the environment's WATCHDOG_CONFIG, else
 * below the data folder. Writes nothing. Throws WATCH_CONFIG_UNREADABLE and WATCH_CONFIG_CONTRADICTS.
 */
export function findWatchPlaces({ options, config, environment, fileSystem }: Parts): WatchPlaces {
  const within = (path: string): string => resolveFrom(config, path);
  const outbox = outboxFolder(within(config.values.data_dir));
  const inherited = options.flag_dir === undefined ? environmentPath(environment, "WATCHDOG_CONFIG") : undefined;
  const file = options.watch_config ?? inherited;
  if (file === undefined) {
    const flagFolder = within(options.flag_dir ?? defaultFlagFolder(config));
    const completeFolder = within(options.manifest_complete ?? join(dirname(flagFolder), "manifest_complete"));
    return {
      configFile: join(flagFolder, RIGLINE_FOLDER, "watch_config.yml"),
      flagFolder,
      completeFolder,
      outbox,
      generated: renderOwnWatchConfig(flagFolder, completeFolder, options, toldSettings(options, within)),
      allowLocalDestination: options.allow_local_destination,
      follows: options.follow !== undefined,
    };
  }
  const configFile = options.watch_config === undefined ? withinVariable(file) : within(file);
  const { flagDir, manifestComplete, rigline } = readWatchConfig(fileSystem, configFile);
  requireSame("flag_dir", options.flag_dir, flagDir);
  requireSame("manifest_complete", options.manifest_complete, manifestComplete);
  const { allowLocalDestination } = rigline;
  return {
    configFile,
    flagFolder: flagDir,
    completeFolder: manifestComplete,
    outbox,
    generated: undefined,
    allowLocalDestination,
    follows: rigline.follow,
  };

  function withinVariable(path: string): string {
    try {
      return within(path);
    } catch (cause) {
      throw daemonError("WATCH_CONFIG_UNREADABLE", {
        what: `the environment's WATCHDOG_CONFIG: ${messageOf(cause)}`,
        cause,
      });
    }
  }

  function requireSame(key: string, option: string | undefined, found: string): void {
    if (option === undefined || within(option) === found) return;
    throw daemonError("WATCH_CONFIG_CONTRADICTS", {
      what: `the option ${key} is ${within(option)}, but ${configFile} has ${found}`,
      where: { file: configFile, path: key },
    });
  }
}

function defaultFlagFolder(config: ResolvedConfig): string {
  return join(config.values.data_dir, RIGLINE_FOLDER, "watchdog", "flags");
}

function readWatchConfig(fileSystem: Parts["fileSystem"], file: string): WatchConfig {
  try {
    return parseWatchConfig(fileSystem.read(file), { file }).config;
  } catch (cause) {
    throw daemonError("WATCH_CONFIG_UNREADABLE", {
      what: `the watch config ${file} can't be read`,
      where: { file },
      why: messageOf(cause),
      cause,
    });
  }
}

/** Our manifests appear whole, so the daemon need not wait long to see that one is. Others may write into the folder too. */
const SETTLE_SECONDS = 0.5;
const RESCAN_SECONDS = 2;

/** Of the folders that were asked for last: it is asked for at each look at a job, and takes milliseconds. */
let rendered: { readonly of: string; readonly text: string } | undefined;

/** The watch config that Rigline writes for a flag folder that has none; aind-watchdog-service reads it as well. */
function renderOwnWatchConfig(
  flagFolder: string,
  completeFolder: string,
  { allow_local_destination: allowLocalDestination, job_status_url: jobStatusUrl, follow }: OwnSettings,
  told: ReturnType<typeof toldSettings>,
): string {
  const of = JSON.stringify([
    flagFolder,
    completeFolder,
    allowLocalDestination,
    String(jobStatusUrl),
    follow !== undefined,
    told,
  ]);
  if (rendered?.of === of) return rendered.text;
  const { config } = parseWatchConfig(JSON.stringify({ flag_dir: flagFolder, manifest_complete: completeFolder }));
  const rigline = {
    ...config.rigline,
    settleSeconds: SETTLE_SECONDS,
    rescanSeconds: RESCAN_SECONDS,
    allowLocalDestination,
    jobStatusUrl,
    follow: follow !== undefined,
    ...told,
  };
  rendered = { of, text: renderWatchConfig({ ...config, rigline }) };
  return rendered.text;
}

type OwnSettings = Pick<WatchdogOptions, "allow_local_destination" | "job_status_url" | "follow">;

/** Makes the queue's folders, and writes the watch config where it is Rigline's own and not yet as it should be. */
export function preparePlaces(fileSystem: FileSystem, places: WatchPlaces): void {
  makeFolderDurably(fileSystem, places.flagFolder);
  makeFolderDurably(fileSystem, places.completeFolder);
  // Of a script, which keeps nothing below a data folder, nothing ever waits.
  if (fileSystem.exists(dirname(places.outbox))) register(fileSystem, places);
  if (places.generated === undefined || readText(fileSystem, places.configFile) === places.generated) return;
  makeFolderDurably(fileSystem, dirname(places.configFile));
  writeDurably(places.configFile, places.generated, { fileSystem });
}

/** Without it the next run or resume publishes what waits; a manifest that can be published now needs it not at all. */
function register(fileSystem: FileSystem, { outbox, flagFolder }: WatchPlaces): void {
  try {
    registerOutbox(fileSystem, { outbox, flagFolder });
  } catch {
    mark("outbox: one that can't be registered is looked into by the launcher alone");
  }
}

function readText(fileSystem: FileSystem, path: string): string | undefined {
  return fileSystem.exists(path) ? Buffer.from(fileSystem.read(path)).toString("utf8") : undefined;
}
