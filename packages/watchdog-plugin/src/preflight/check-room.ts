import type { Finding, FreeSpace } from "@rigline/core";
import { messageOf } from "@rigline/foundation/errors";
import { formatBytes } from "@rigline/foundation/quantities";
import { daysLeft, describeRoom, isRoomShort, type FillRate } from "@rigline/manifest";

/** Below this there is hardly a session that has room, whatever is forecast of it. */
const LEAST_BYTES = 1e9;

interface RoomNeeds {
  /** What a session is forecast to need. */
  readonly forecastBytes: number | undefined;
  /** How fast it was filled of late; undefined: not known. */
  readonly rate: FillRate | undefined;
}

/**
 * Whether a session has room where its data go, and for how many days there is room. A warning at most: the data wait on the rig until
 * there is.
 */
export function checkRoom(freeSpace: FreeSpace, folder: string, { forecastBytes, rate }: RoomNeeds): Finding {
  const subject = "destination";
  const free = ask(freeSpace, folder);
  if (typeof free === "string") return { level: "ok", subject, message: free };
  const room = `${formatBytes(free)} free at ${folder}`;
  const needed = forecastBytes ?? LEAST_BYTES;
  if (free < needed) {
    const forecast =
      forecastBytes === undefined ? "" : `, and a session is forecast to need ${formatBytes(forecastBytes)}`;
    const todo = "Let somebody make room there. A session may begin: its data wait on the rig until there is room.";
    return { level: "warning", subject, message: `${room}${forecast}`, todo };
  }
  return foretell(room, free, {
    subject,
    rate,
    todo: "Let somebody make room there: what finds none waits on the rig.",
  });
}

/** For how many days a rig's own disk has room for the sessions that it records. Undefined: that is not known. */
export function checkOwnRoom(
  freeSpace: FreeSpace,
  dataFolder: string,
  rates: readonly FillRate[],
): Finding | undefined {
  const free = ask(freeSpace, dataFolder);
  if (typeof free === "string" || rates.length === 0) return undefined;
  const sum = (of: (rate: FillRate) => number): number => rates.reduce((so, rate) => so + of(rate), 0);
  // What waits lies here already.
  const perDay = sum(({ ownPerDay }) => ownPerDay);
  const rate = { perSession: 0, perDay, ownPerDay: perDay, waiting: 0 };
  const room = `${formatBytes(free)} free on the disk of ${dataFolder}`;
  const todo = "`rigline clean` deletes here what is safe elsewhere.";
  return foretell(room, free, { subject: "room", rate, todo });
}

function foretell(
  room: string,
  free: number,
  { subject, rate, todo }: { readonly subject: string; readonly rate: FillRate | undefined; readonly todo: string },
): Finding {
  if (rate === undefined) return { level: "ok", subject, message: room };
  const days = daysLeft(free, rate);
  if (days === Infinity) return { level: "ok", subject, message: room };
  const message = `${room}: ${describeRoom(days, rate)}`;
  return isRoomShort(days) ? { level: "warning", subject, message, todo } : { level: "ok", subject, message };
}

function ask(freeSpace: FreeSpace, folder: string): number | string {
  try {
    return freeSpace(folder);
  } catch (error) {
    return `how much room ${folder} has is not known: ${messageOf(error)}`;
  }
}
