import type { Finding } from "@rigline/core";
import { watchdogLockName } from "@rigline/manifest";
import { createDaemon, executableOf, serviceOf } from "../daemon/create-daemon.js";
import { findLockHolder } from "../daemon/embedded-daemon.js";
import { requireExecutable } from "../daemon/service-program.js";
import type { WatchPlaces } from "../daemon/watch-places.js";
import type { PluginParts } from "../parts.js";

/** Whether somebody will pick a manifest up, and who. */
export interface FoundDaemon {
  readonly finding: Finding;
  /** Who hands a session off, as the subject of a sentence; undefined: nobody can. */
  readonly who: string | undefined;
  /** Of whoever watches now, where that is known. */
  readonly pid?: number;
  /** Whoever will watch runs as this user: it is started by this launcher. */
  readonly isOurs: boolean;
}

const subject = "daemon";

/** Whether somebody will pick the manifest up: is there now, or can be started. Starts nothing. */
export async function checkDaemon(parts: PluginParts, places: WatchPlaces): Promise<FoundDaemon> {
  const { fileSystem, locks } = parts;
  const service = serviceOf(parts);
  const daemon = createDaemon(parts, places);
  const watcher = await (daemon === undefined ? findLockHolder(parts, places.flagFolder) : daemon.findWatcher());
  if (watcher !== undefined) {
    const holder = await locks.holder(watchdogLockName(fileSystem.realPath(places.flagFolder)));
    const finding: Finding = { level: "ok", subject, message: `${places.flagFolder} is watched by ${watcher}` };
    return { finding, who: watcher, isOurs: false, ...(holder?.pid === undefined ? {} : { pid: holder.pid }) };
  }
  switch (service) {
    case "none":
      return {
        finding: {
          level: "warning",
          subject,
          message: "manifests are published and no daemon is started (service: none)",
          todo: `Start one: rigline-watchdog -c ${places.configFile}`,
        },
        who: undefined,
        isOurs: false,
      };
    case "external": {
      const program = requireExecutable({ program: executableOf(parts.environment), fileSystem });
      const message = `${program} does not run and will be started after the session`;
      return {
        finding: { level: "ok", subject, message },
        who: `${program}, started after the session,`,
        isOurs: true,
      };
    }
    case "embedded":
      return checkEmbedded(parts);
  }
}

function checkEmbedded({ config, host, options }: PluginParts): FoundDaemon {
  const program = host.findProgram(config.folder);
  if (program !== undefined) {
    // Whoever copies while it runs has to be there by then.
    const when = options.follow === undefined ? "after the session" : "with the session";
    const finding: Finding = { level: "ok", subject, message: `${program} will be started ${when}` };
    return { finding, who: `Rigline's own daemon, started ${when},`, isOurs: true };
  }
  const finding: Finding = {
    level: "error",
    subject,
    message: `Rigline's daemon, @rigline/watchdog-service, is not installed in ${config.folder} or above it`,
    todo: "npm install @rigline/watchdog-service, or set `watchdog.service` to external or none.",
  };
  return { finding, who: undefined, isOurs: false };
}
