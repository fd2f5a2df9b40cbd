import type { Clock, HandOffTestStep } from "@rigline/core";
import { formatData, formatDuration } from "@rigline/foundation/quantities";
import { describeJob, describeReadBack, isWithdrawn } from "@rigline/manifest";
import { followJob } from "../follow/follow-job.js";
import type { JobView } from "../follow/read-job.js";
import { sendTestError } from "./send-test-errors.js";

export interface FollowTestParts {
  readonly clock: Clock;
  readonly waitMs: number;
  readonly signal: AbortSignal;
  readonly onProgress: (text: string) => void;
  readonly read: () => JobView;
  readonly keepWatched: () => Promise<void>;
}

/** Looks on until the test session is handed off, or that will not come about in time, and tells how long it waits. */
export function followTest({
  clock,
  waitMs,
  signal,
  onProgress,
  read,
  keepWatched,
}: FollowTestParts): Promise<JobView> {
  const begun = clock.monotonic();
  return followJob({
    clock,
    waitMs,
    signal,
    keepWatched,
    progress: () => undefined,
    read: () => {
      const view = read();
      const seconds = Math.floor((clock.monotonic() - begun) / 1000);
      onProgress(`${describeJob(view, clock.now())} (${seconds} s of at most ${formatDuration(waitMs)})`);
      return view;
    },
  });
}

/** Who has taken it. `watcher`: who was seen to watch; undefined: nobody. Throws SEND_TEST_NOT_TAKEN. */
export function judgeTaken(
  { manifest, state }: JobView,
  { watcher, waitMs, watch }: { readonly watcher: string | undefined; readonly waitMs: number; readonly watch: string },
): HandOffTestStep {
  const step = "daemon";
  // Whoever keeps no journal of ours says nothing before it has done.
  if (state !== undefined) return { step, level: "ok", message: `taken by ${watcher ?? "rigline-watchdog"}` };
  if (manifest === "archived") {
    const who = watcher ?? "a service that can't be seen from here";
    return { step, level: "ok", message: `taken by ${who}, which keeps no journal: aind-watchdog-service, or another` };
  }
  const who = watcher === undefined ? "nobody is seen to watch the flag folder" : `${watcher} is there`;
  const what =
    manifest === "gone"
      ? "the manifest was taken out of the flag folder, and is not among the completed ones"
      : `${who}, and the manifest was not taken within ${formatDuration(waitMs)}`;
  throw sendTestError("SEND_TEST_NOT_TAKEN", {
    what,
    ...(watcher === undefined
      ? { todo: `Start a daemon: ${watch}` }
      : {
          todo: "aind-watchdog-service takes one job at a time, and says nothing before it is done: look into its log, or wait longer with `--wait`.",
        }),
  });
}

/** That it was copied, by the daemon's own word. Throws SEND_TEST_NOT_ARRIVED. */
export function judgeCopied(view: JobView, copy: string, waitMs: number): HandOffTestStep {
  const { state, manifest } = view;
  const step = "copy";
  if (state === undefined && manifest === "archived")
    return { step, level: "ok", message: `${copy}, as its service says, which verifies in its own way or not at all` };
  if (state?.step === "complete") {
    const { files = 0, bytes = 0, readBack } = state.published ?? {};
    const message = `${copy}: ${formatData({ files, bytes })}, ${describeReadBack(readBack)} and compared by the daemon`;
    return { step, level: "ok", message };
  }
  const code = state?.failure === undefined ? "" : ` (${state.failure.code})`;
  const todo = state?.failure?.todo;
  throw sendTestError("SEND_TEST_NOT_ARRIVED", {
    what: isWithdrawn(view)
      ? "somebody has taken the manifest away"
      : state?.step === "parked" || state?.step === "cancelled"
        ? `the daemon will not hand it off${code}: ${describeJob(view)}`
        : `it was not handed off within ${formatDuration(waitMs)}${code}: ${describeJob(view)}`,
    ...(todo ? { todo } : {}),
  });
}
