import { HAND_OFF_FINDING, type Clock, type Finding } from "@rigline/core";
import { formatDuration } from "@rigline/foundation/quantities";
import { describeZone, nextOccurrence, readTimeOfDay } from "@rigline/foundation/time";
import type { WatchdogOptions } from "../options/watchdog-options.js";

/** The one line that says who hands the session off, before it begins. `who`: undefined where nobody watches or is started. */
export function tellHandOff(
  { options, clock }: { readonly options: WatchdogOptions; readonly clock: Pick<Clock, "now" | "zone"> },
  {
    who,
    flagFolder,
    destinations,
  }: { readonly who: string | undefined; readonly flagFolder: string; readonly destinations: readonly string[] },
): Finding {
  const condition = conditionOf(options);
  const message =
    who === undefined
      ? `nobody yet: ${condition}its manifest waits in ${flagFolder} for a daemon that somebody else starts`
      : `${condition}${who} copies the data to ${listPlaces(destinations)} ${describeSchedule(options, clock)}`;
  return { level: "ok", subject: HAND_OFF_FINDING, message };
}

function listPlaces(places: readonly string[]): string {
  return places.length < 2 ? places.join("") : `${places.slice(0, -1).join(", ")} and ${places.at(-1)}`;
}

function conditionOf({ confirm, transfer_on: on }: WatchdogOptions): string {
  const conditions = [
    ...(on === "success" ? ["if it goes well"] : []),
    ...(confirm || on === "ask" ? ["if whoever is asked says yes"] : []),
  ];
  return conditions.length === 0 ? "" : `${conditions.join(" and ")}, `;
}

/** `at once`, or `at 20:00:00 by the rig's clock (Pacific Standard Time, America/Los_Angeles, UTC-08:00), next in 3 h`. */
export function describeSchedule({ schedule_time: time }: WatchdogOptions, clock: Pick<Clock, "now" | "zone">): string {
  const timeOfDay = time === null ? undefined : readTimeOfDay(time);
  if (timeOfDay === undefined) return "at once";
  const [now, zone] = [clock.now(), clock.zone()];
  const next = nextOccurrence(timeOfDay, now, zone);
  const wait = formatDuration(Math.max(0, Math.round((next.getTime() - now.getTime()) / 60_000)) * 60_000);
  return `at ${time} by the rig's clock (${describeZone(zone, next)}), next in ${wait}`;
}
