import { messageOf } from "@rigline/foundation/errors";
import { isSendTestName } from "@rigline/foundation/names";
import { mark } from "@rigline/foundation/marks";
import { forecastRoom, describeRoom, isRoomShort, roomJournalPath, sessionFileOf } from "@rigline/manifest";
import { judgeName } from "../watch/scan-folder.js";
import type { FoundDestination } from "./require-destination.js";
import type { Attempt } from "./step.js";

/**
 * Notes how the room of a destination goes down, in a journal of its own, and tells days before it ends: what waits for room is
 * safe, but it fills the rig. Holds up nothing.
 */
export function noteRoom({ parts, job, held }: Attempt, { place, free }: FoundDestination, bytes: number): void {
  const { openJournal, settings, disk, clock, report } = parts;
  // A test of the hand-off says nothing of what sessions need.
  if (free === null || isSendTestName(job.request.name)) return;
  const { root } = place;
  const isFurther = job.copyOf !== undefined;
  const published = held.room.add(root, { bytes, isFurther }, clock.monotonic());
  if (published === undefined) return;
  try {
    // By their names alone: of thousands each would have to be looked at. What goes elsewhere as well has a manifest for that.
    const names = disk.list(settings.flagFolder).filter((name) => judgeName(name).kind === "manifest");
    const waiting = Math.max(0, names.filter((name) => (sessionFileOf(name) !== undefined) === isFurther).length - 1);
    const journal = openJournal(roomJournalPath(settings.flagFolder, root));
    try {
      const at = clock.now().toISOString();
      journal.append({ type: "room", at, root, ...published, free: Math.max(0, free - bytes), waiting });
      const forecast = forecastRoom(journal.history().state.room, clock.now());
      if (forecast !== undefined && isRoomShort(forecast.days))
        report({
          event: "notice",
          job: job.label,
          message: `${root}: ${describeRoom(forecast.days, forecast)}`,
        });
    } finally {
      journal.close();
    }
  } catch (error) {
    mark("room: what can't be noted of it holds up nothing");
    const message = `the room at ${root} can't be noted: ${messageOf(error)}`;
    report({ event: "notice", job: job.label, message });
  }
}
