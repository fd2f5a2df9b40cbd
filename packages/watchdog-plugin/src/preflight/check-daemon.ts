import type { Finding } from "@rigline/core";
import type { PluginParts } from "../parts.js";
import { createDaemon, executableOf, serviceOf } from "../daemon/create-daemon.js";
import { findDaemonProgram } from "../daemon/find-daemon-program.js";
import { requireExecutable } from "../daemon/external-daemon.js";
import type { WatchPlaces } from "../daemon/watch-places.js";

const subject = "daemon";

/** Whether somebody will pick the manifest up: is there now, or can be started. Starts nothing. */
export async function checkDaemon(parts: PluginParts, places: WatchPlaces): Promise<Finding> {
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

function checkEmbedded({ config }: PluginParts): Finding {
  const program = findDaemonProgram(config.folder);
  if (program !== undefined) return { level: "ok", subject, message: `${program} will be started after the session` };
  return {
    level: "error",
    subject,
    message: `Rigline's daemon, @rigline/watchdog-service, is not installed in ${config.folder} or above it`,
    todo: "npm install @rigline/watchdog-service, or set `watchdog.service` to external or none.",
  };
}
