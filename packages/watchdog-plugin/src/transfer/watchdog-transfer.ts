import { join } from "node:path";
import type { Session } from "@rigline/core";
import { messageOf } from "@rigline/core/errors";
import { checkSubmitRequest, ManifestError, type Manifest } from "@rigline/manifest";
import { createDaemon } from "../daemon/create-daemon.js";
import { ensureRunning } from "../daemon/ensure-running.js";
import { preparePlaces } from "../daemon/prepare-places.js";
import { findWatchPlaces, type WatchPlaces } from "../daemon/watch-places.js";
import { followJob } from "../follow/follow-job.js";
import { readJob, type JobView } from "../follow/read-job.js";
import type { SessionMapping } from "../mapper/session-mapping.js";
import type { PluginParts } from "../parts.js";
import { createManifest } from "./create-manifest.js";
import { publishManifest, type PublishedManifest } from "./publish-manifest.js";
import { isSameSession } from "./same-session.js";
import { transferError } from "./transfer-errors.js";
import { notAcceptable, writeManifest } from "./write-manifest.js";

/** One session's way to its destination, step by step; clabe's WatchdogDataTransferService. */
export interface WatchdogTransfer {
  readonly places: WatchPlaces;
  /** What the transfer service would refuse, one sentence each; it does not keep the data from being copied. */
  validate(): readonly string[];
  /** Who watches the flag folder; undefined: nobody, as far as can be told. */
  findWatcher(): Promise<string | undefined>;
  /** Starts the daemon when nobody watches. Returns who does. */
  ensureRunning(signal: AbortSignal): Promise<string>;
  createManifest(name?: string): Manifest;
  /** The commit point: from here on the data will arrive, or somebody is told why not. */
  publishManifest(): PublishedTransfer;
  /** Looks on until it is over or the option `wait_seconds` is. */
  follow(
    published: PublishedTransfer,
    watcher: { signal: AbortSignal; progress(text: string): void },
  ): Promise<JobView>;
}

export interface PublishedTransfer extends PublishedManifest {
  /** `<destination>/<subject>/<name>`. */
  readonly destination: string;
}

/** How often at most a daemon that went away is started again while the launcher looks on. */
const RESTARTS = 3;

export function createWatchdogTransfer(
  parts: PluginParts,
  session: Session,
  mapping: SessionMapping,
): WatchdogTransfer {
  const { options, fileSystem, clock, log } = parts;
  const places = findWatchPlaces(parts);
  const daemon = createDaemon(parts, places);
  const create = (name?: string): Manifest => {
    try {
      return createManifest(parts, session, mapping, name);
    } catch (error) {
      throw error instanceof ManifestError ? notAcceptable(name ?? session.name, error) : error;
    }
  };
  let starts = 0;
  const ensure = async (signal: AbortSignal): Promise<string> => {
    if (daemon === undefined) return "nobody is started (service: none)";
    starts += 1;
    return ensureRunning(daemon, { clock, log, signal });
  };

  return {
    places,
    validate: () => {
      const { transferServiceArgs } = create();
      return transferServiceArgs === null ? [] : checkSubmitRequest(transferServiceArgs).map(({ message }) => message);
    },
    findWatcher: async () => daemon?.findWatcher(),
    ensureRunning: ensure,
    createManifest: create,
    publishManifest: () => {
      prepare();
      const published = publishManifest(fileSystem, places, {
        name: session.name,
        render: (name) => writeManifest(create(name), options.manifest_flavour),
        isSameSession: (text) => isSameSession(text, session.directory),
      });
      log.info(`published ${published.path}${published.already ? " before" : ""}, sha256 ${published.digest}`);
      return { ...published, destination: join(create(published.name).destination, published.name) };
    },
    follow: (published, watcher) =>
      followJob({
        clock,
        signal: watcher.signal,
        progress: (text) => watcher.progress(text),
        waitMs: waitMs(),
        read: () => readJob(fileSystem, places, published.path, published.digest),
        keepWatched: async () => {
          if (daemon === undefined || starts > RESTARTS || (await daemon.findWatcher()) !== undefined) return;
          log.warning("the daemon is gone; starting it again");
          await ensure(watcher.signal);
        },
      }),
  };

  function prepare(): void {
    try {
      preparePlaces(fileSystem, places);
    } catch (cause) {
      throw transferError("MANIFEST_NOT_PUBLISHED", {
        what: `the flag folder ${places.flagFolder} can't be made ready`,
        where: { file: places.flagFolder },
        why: messageOf(cause),
        cause,
      });
    }
  }

  /** An external service says nothing until it has done, which is after its schedule. */
  function waitMs(): number {
    const silent = daemon === undefined || (daemon.kind === "external" && options.schedule_time !== null);
    return silent ? 0 : options.wait_seconds * 1000;
  }
}
