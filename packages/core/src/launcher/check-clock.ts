import type { Finding } from "../lifecycle/lifecycle-hooks.js";
import type { Clock } from "@rigline/foundation/platform";
import { isUtc, toZonedDate, zoneObjection } from "@rigline/foundation/time";

const subject = "clock";

/** Whether the clock and its zone are such that a session can be named by them. */
export function checkClock(clock: Clock, environment: Readonly<Record<string, string>>): Finding {
  const zone = clock.zone();
  const objection = zoneObjection(zone, environment["TZ"]);
  if (objection !== undefined) {
    const todo = "Unset TZ, so that the system's own zone counts, or write a city's, such as TZ=America/Los_Angeles.";
    return { level: "error", subject, message: objection, todo };
  }
  const wall = `${toZonedDate(clock.now(), zone).replace("T", " ")} (${zone})`;
  if (clock.now().getUTCFullYear() < 2025)
    return { level: "error", subject, message: `the clock says ${wall}`, todo: "Set the rig's clock." };
  if (isUtc(zone))
    return {
      level: "warning",
      subject,
      message: `${wall}: sessions will be named in UTC, and metadata wants local time with its zone`,
      todo: "Set the rig's time zone, unless UTC is meant.",
    };
  return { level: "ok", subject, message: wall };
}
