import type { FileSystem, Finding } from "@rigline/core";
import { isWithin } from "@rigline/foundation/paths";
import type { PluginParts } from "../parts.js";
import type { FoundDaemon } from "./check-daemon.js";
import { knownPlaces } from "./check-destination-place.js";

const subject = "account";

export interface AccountQuestion {
  readonly daemon: Pick<FoundDaemon, "pid" | "isOurs">;
  /** Absolute. */
  readonly destination: string;
  /** What the drive of the destination is connected to, `\\server\share\…`; undefined: it is no connected drive. */
  readonly mappedTo: string | undefined;
  readonly flagFolder: string;
}

/**
 * Whether who copies sees the destination, as far as that can be told from here: another account has other rights, and none of
 * the drives that this one has connected. Undefined: nothing is to be said of it.
 */
export async function checkAccount(
  { fileSystem, host, environment }: Pick<PluginParts, "fileSystem" | "host" | "environment">,
  { daemon, destination, mappedTo, flagFolder }: AccountQuestion,
  platform: NodeJS.Platform = process.platform,
): Promise<Finding | undefined> {
  if (daemon.isOurs) return undefined;
  // On Windows asking takes a second, and a server's own path means the same to everybody.
  if (platform === "win32" && mappedTo === undefined) return undefined;
  const account = daemon.pid === undefined ? undefined : await host.findAccount(daemon.pid, { environment });
  if (account?.own === true) return undefined;
  if (mappedTo !== undefined) {
    const drive = destination.slice(0, 2);
    const who =
      account === undefined
        ? "a daemon under another account, as a service has it,"
        : `${account.name}, as which the daemon runs,`;
    return {
      level: "warning",
      subject,
      message: `${drive} is connected to ${mappedTo} for this user; ${who} does not have it`,
      todo: `Write the server's own path into \`watchdog.destination\`: ${mappedTo}`,
    };
  }
  if (account === undefined) return undefined;
  const hasWritten = hasReached(fileSystem, flagFolder, destination);
  const known = hasWritten ? "and has written there before" : "and whether it may write there can't be told from here";
  return { level: "ok", subject, message: `the daemon runs as ${account.name}, not as this user, ${known}` };
}

/** Whether a daemon has written down that it knows the share or disk that the destination lies on. */
function hasReached(fileSystem: FileSystem, flagFolder: string, destination: string): boolean {
  return knownPlaces(fileSystem, flagFolder).some(({ own, root }) => !own && isWithin(root, destination));
}
