import type { Finding } from "@rigline/core";
import { isRemotePlace } from "@rigline/foundation/paths";
import { serviceOf } from "../daemon/create-daemon.js";
import type { WatchPlaces } from "../daemon/watch-places.js";
import type { PluginParts } from "../parts.js";

const subject = "follow";

/** Whether sessions will be copied while they run, where the config asks for it. */
export function checkFollow(
  parts: Pick<PluginParts, "options" | "environment">,
  { follows, configFile }: Pick<WatchPlaces, "follows" | "configFile">,
): readonly Finding[] {
  const { follow, also_to: further } = parts.options;
  if (follow === undefined) return [];
  if (!follows) {
    const message = `sessions are not copied while they run: ${configFile} does not say so to the daemon`;
    const todo = "Write `rigline: {follow: true}` into it, and start the daemon again.";
    return [{ level: "warning", subject, message, todo }];
  }
  if (serviceOf(parts) === "external") {
    const message = "sessions are copied while they run by Rigline's daemon alone, and WATCHDOG_EXE may name another";
    const todo =
      "Nothing when WATCHDOG_EXE is Rigline's own program. aind-watchdog-service copies when the session is over.";
    return [{ level: "warning", subject, message, todo }];
  }
  if (isRemotePlace(parts.options.destination)) {
    const message =
      "sessions are not copied while they run: their destination is a store, to which only what is over goes";
    return [
      { level: "warning", subject, message, todo: "Take `watchdog.follow` out, or name a folder as destination." },
    ];
  }
  const alone = further.length === 0 ? "" : "; to the further destinations when they have ended";
  return [{ level: "ok", subject, message: `sessions are copied while they run${alone}` }];
}
