import { dirname } from "node:path";
import type { JobRecord } from "@rigline/manifest";
import { describeHold, isInForce, lastHold } from "@rigline/manifest/holds";
import type { JobReading } from "./job-reading.js";

/** No error of anybody: the owner of the destination wants it so. It is told once, and once it is over. */
export const DESTINATION_HELD = "DESTINATION_HELD";

/** Of the journal of an owner's hold file; undefined: it is another journal. */
export function readHoldNews(
  records: readonly JobRecord[],
  tells: Pick<JobReading, "tells" | "unsent">,
  now: Date,
): JobReading | undefined {
  const hold = lastHold(records);
  if (hold === undefined) return undefined;
  const folder = dirname(hold.file);
  const name = `the destination ${folder}`;
  const base = { name, destination: folder, files: undefined, bytes: undefined };
  const held = isInForce(hold, now)
    ? ({
        ...base,
        about: "needs_you",
        code: DESTINATION_HELD,
        reason: describeHold(hold),
        todo: "At the rig there is nothing to do: the data are safe there, and wait. Make sure that its disk has room.",
      } as const)
    : undefined;
  const over = { ...base, about: "safe", code: undefined, reason: "its owner holds nothing up any more" } as const;
  const news = held ?? (tells.tells.length === 0 ? undefined : { ...over, todo: undefined });
  return { name, digest: undefined, news, safeAt: undefined, lateFrom: undefined, ...tells };
}
