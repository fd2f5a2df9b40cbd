import type { Finding, FreeSpace } from "@rigline/core";
import { messageOf } from "@rigline/foundation/errors";
import { formatBytes } from "@rigline/foundation/quantities";

/** Below this there is hardly a session that has room, whatever is forecast of it. */
const LEAST_BYTES = 1e9;

/**
 * Whether a session has room where its data go. A warning at most: the data wait on the rig until there is.
 * `forecastBytes`: what a session is forecast to need.
 */
export function checkRoom(freeSpace: FreeSpace, folder: string, forecastBytes: number | undefined): Finding {
  const subject = "destination";
  let free: number;
  try {
    free = freeSpace(folder);
  } catch (error) {
    const message = `how much room ${folder} has is not known: ${messageOf(error)}`;
    return { level: "ok", subject, message };
  }
  const room = `${formatBytes(free)} free at ${folder}`;
  const needed = forecastBytes ?? LEAST_BYTES;
  if (free >= needed) return { level: "ok", subject, message: room };
  const forecast =
    forecastBytes === undefined ? "" : `, and a session is forecast to need ${formatBytes(forecastBytes)}`;
  const todo = "Let somebody make room there. A session may begin: its data wait on the rig until there is room.";
  return { level: "warning", subject, message: `${room}${forecast}`, todo };
}
