import { join } from "node:path";
import type { Session } from "@rigline/core";
import { messageOf } from "@rigline/foundation/errors";
import { isRemotePlace } from "@rigline/foundation/paths";
import { mark } from "@rigline/foundation/marks";
import { makeFolderDurably, writeDurably } from "@rigline/foundation/platform";
import { RIGLINE_FOLDER } from "@rigline/manifest";
import { changeFollowRequest, writeFollowRequest, type FollowRequest } from "@rigline/manifest/follow";
import type { DaemonControl } from "../daemon/daemon-control.js";
import type { PluginParts } from "../parts.js";
import { destinationRoot } from "../transfer/create-manifest.js";

type Parts = Pick<PluginParts, "options" | "config" | "fileSystem" | "clock" | "machine" | "log">;

/**
 * Asks the daemon to copy a session while it runs, where the config has `follow`, and starts it. Nothing that goes wrong here ends the
 * session, or its hand-off: then all of it is copied afterwards.
 */
export async function announceRecording(
  parts: Parts,
  control: DaemonControl,
  session: Session,
  signal: AbortSignal,
): Promise<void> {
  if (parts.options.follow === undefined || session.simulated === true) return;
  const { log, fileSystem } = parts;
  if (control.daemon?.kind === "external") {
    log.warning(
      "the session is not copied while it runs: aind-watchdog-service can't; `watchdog.follow` has no effect",
    );
    return;
  }
  if (isRemotePlace(parts.options.destination)) {
    log.warning("the session is not copied while it runs: its destination is a store; `watchdog.follow` has no effect");
    return;
  }
  try {
    control.prepare();
    writeFollowRequest(fileSystem, control.places.flagFolder, requestFor(parts, session));
    await control.keeper?.ensure(signal);
  } catch (error) {
    mark("follow: a session that can't be copied while it runs is copied afterwards");
    log.warning(`the session is not copied while it runs, but afterwards: ${messageOf(error)}`);
  }
}

/** Says when the session ended, by the clock of its own disk, before its manifest is published: what is made later is no part of it. */
export async function endRecording(parts: Parts, { places }: DaemonControl, { directory }: Session): Promise<void> {
  if (parts.options.follow === undefined) return;
  const { fileSystem, clock, log } = parts;
  const file = join(directory, RIGLINE_FOLDER, "ended");
  try {
    makeFolderDurably(fileSystem, join(directory, RIGLINE_FOLDER));
    writeDurably(file, `${clock.now().toISOString()}\n`, { fileSystem });
    const { modifiedNs } = await fileSystem.inspect(file);
    changeFollowRequest(fileSystem, places.flagFolder, directory, { endedNs: modifiedNs.toString() });
  } catch (error) {
    mark("follow: where nobody can say when a session ended, all that is there is handed off");
    log.warning(`it could not be noted when the session ended: ${messageOf(error)}`);
  }
}

/** Nothing of the session is handed off: what was copied of it while it ran goes. */
export function dropRecording(
  { options, fileSystem, log }: Pick<Parts, "options" | "fileSystem" | "log">,
  { places }: Pick<DaemonControl, "places">,
  { directory }: Pick<Session, "directory">,
  why: string,
): void {
  if (options.follow === undefined) return;
  try {
    changeFollowRequest(fileSystem, places.flagFolder, directory, { dropped: why });
  } catch (error) {
    mark("follow: copies that nobody wants and of which that can't be said are kept for their days");
    log.warning(
      `what was copied of the session while it ran stays for ${options.follow.keep_days} days: ${messageOf(error)}`,
    );
  }
}

function requestFor(
  { options, config, clock, machine }: Pick<Parts, "options" | "config" | "clock" | "machine">,
  { name, directory, subject }: Session,
): FollowRequest {
  const { include, exclude, follow } = options;
  if (follow === undefined) throw new Error("the config has no `follow`");
  return {
    session: name,
    directory,
    destination: join(destinationRoot({ options, config }), subject),
    since: clock.now().toISOString(),
    contract: {
      wholeWhen: follow.whole_when,
      suffix: follow.suffix,
      quietSeconds: follow.quiet_seconds,
      list: follow.list,
      first: follow.first,
    },
    include,
    exclude,
    keepDays: follow.keep_days,
    launcher: machine.pid,
  };
}
