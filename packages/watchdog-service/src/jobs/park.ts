import { basename } from "node:path";
import { messageOf, renderPlace, type RiglineError } from "@rigline/core/errors";
import type { DaemonParts } from "./daemon-parts.js";
import type { JobJournal } from "./job-journal.js";

/** Sets a job aside with its reason. Said once: a manifest found just as bad at the next start is parked in silence. */
export function park(
  { report }: Pick<DaemonParts, "report">,
  journal: JobJournal,
  manifest: string,
  error: RiglineError,
): void {
  const reason = describe(error);
  const { state, parkedCode } = journal.history();
  if (parkedCode === error.code && state.failure?.message === reason) return;
  journal.append({ type: "parked", code: error.code, reason, todo: error.todo });
  const job = state.name ?? basename(manifest);
  report({ event: "parked", job, code: error.code, reason, todo: error.todo });
}

/** What failed, where and why, each said once, in one line. */
export function describe(error: RiglineError): string {
  const why = error.why ?? (error.cause === undefined ? undefined : messageOf(error.cause));
  const where = renderPlace(error.where);
  const place = where === "" || error.message.includes(where) ? "" : ` (${where})`;
  return why === undefined || error.message.includes(why)
    ? `${error.message}${place}`
    : `${error.message}${place}: ${why}`;
}
