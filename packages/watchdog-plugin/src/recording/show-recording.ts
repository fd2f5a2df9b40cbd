import type { Session } from "@rigline/core";
import { messageOf } from "@rigline/foundation/errors";
import { mark } from "@rigline/foundation/marks";
import { removeRecordingSign, writeRecordingSign } from "@rigline/manifest/follow";
import type { DaemonControl } from "../daemon/daemon-control.js";
import type { PluginParts } from "../parts.js";

type Parts = Pick<PluginParts, "fileSystem" | "machine" | "log">;
type Shown = Pick<Session, "name" | "directory" | "rigName" | "simulated">;

/** Tells daemons that a session is being recorded here, so that copies of earlier ones yield to it. What goes wrong costs only that. */
export function showRecording(
  { fileSystem, machine, log }: Parts,
  { places }: Pick<DaemonControl, "places">,
  { name, directory, rigName, simulated }: Shown,
): void {
  if (simulated === true) return;
  const sign = { rig: rigName, host: machine.hostname, session: name, directory, launcher: machine.pid };
  try {
    writeRecordingSign(fileSystem, places.flagFolder, sign);
  } catch (error) {
    mark("follow: a session of which nobody can be told is run all the same");
    log.info(`copies of earlier sessions do not yield to this one: ${messageOf(error)}`);
  }
}

/** Its experiment is over: whatever is copied need not wait for it. A sign that stays counts for as long as its launcher runs. */
export function hideRecording(
  { fileSystem, machine, log }: Parts,
  { places }: Pick<DaemonControl, "places">,
  { rigName, simulated }: Shown,
): void {
  if (simulated === true) return;
  try {
    removeRecordingSign(fileSystem, places.flagFolder, { rig: rigName, host: machine.hostname });
  } catch (error) {
    mark("follow: a sign of a recording that can't be taken away ends with its launcher");
    log.info(messageOf(error));
  }
}
