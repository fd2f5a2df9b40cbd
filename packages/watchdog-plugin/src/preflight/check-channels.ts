import type { FileSystem, Finding } from "@rigline/core";
import { showLocalTime } from "@rigline/foundation/time";
import { quoteArgument, readChannelStates } from "@rigline/manifest";
import type { WatchPlaces } from "../daemon/watch-places.js";

/** The channels by which the daemon would tell people, and can't, as it last found them. */
export function checkChannels(
  fileSystem: FileSystem,
  { flagFolder, configFile }: Pick<WatchPlaces, "flagFolder" | "configFile">,
): readonly Finding[] {
  return Object.entries(readChannelStates(fileSystem, flagFolder)).flatMap(([name, { failing }]): Finding[] =>
    failing === null
      ? []
      : [
          {
            level: "warning",
            subject: "notifications",
            message: `nobody can be told by ${name} since ${showLocalTime(failing.since)}: ${failing.reason}`,
            todo: `${failing.todo} To try it: rigline-watchdog notify test -c "${configFile}" ${quoteArgument(name)}`,
          },
        ],
  );
}
