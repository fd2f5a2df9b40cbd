import { basename, dirname, join } from "node:path";
import { mark } from "@rigline/foundation/marks";
import type { Clock } from "@rigline/foundation/platform";
import { sessionFileOf } from "@rigline/manifest";
import { dueIn, type JobEntry } from "../jobs/job-entry.js";

/**
 * Something has become of a further copy, of which this is the manifest, or the session's own: where the session waits for that, it may
 * come to its end now, and is due, although it was `attempted`; where it looks just now, that look is out of date.
 */
export function wakeSessionOf(
  path: string,
  entries: ReadonlyMap<string, JobEntry>,
  attempted: Set<string>,
  clock: Pick<Clock, "monotonic">,
): void {
  const file = sessionFileOf(path) ?? basename(path);
  const session = entries.get(join(dirname(path), file));
  if (session?.state.kind === "running") session.state.isOutdated = true;
  if (session?.state.kind !== "waiting" || session.state.awaits !== "copies") return;
  session.state = { ...session.state, due: dueIn(0, clock) };
  mark("board: what has become of a further copy wakes its session");
  attempted.delete(session.path);
}
