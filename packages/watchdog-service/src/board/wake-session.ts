import { dirname, join } from "node:path";
import { mark } from "@rigline/foundation/marks";
import type { Clock } from "@rigline/foundation/platform";
import { sessionFileOf } from "@rigline/manifest";
import { dueIn, type JobEntry } from "../jobs/job-entry.js";

/**
 * Something has become of a manifest. Where it was that of a further copy, its session may come to its end now: it is due, although it
 * was `attempted`, and where it looks just now it looks again.
 */
export function wakeSessionOf(
  path: string,
  entries: ReadonlyMap<string, JobEntry>,
  attempted: Set<string>,
  clock: Pick<Clock, "monotonic">,
): void {
  const file = sessionFileOf(path);
  const session = file === undefined ? undefined : entries.get(join(dirname(path), file));
  if (session?.state.kind === "running") session.state.isOutdated = true;
  else if (session?.state.kind === "waiting" && session.state.awaits === "copies")
    session.state = { ...session.state, due: dueIn(0, clock) };
  else return;
  mark("board: what has become of a further copy wakes its session");
  attempted.delete(session.path);
}
