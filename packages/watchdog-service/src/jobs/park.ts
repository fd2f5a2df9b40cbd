import { adviceOf, messageOf, renderPlace, RiglineError } from "@rigline/foundation/errors";
import { redactUrls } from "@rigline/foundation/redaction";
import { jobName, redriveCommand } from "@rigline/manifest";
import type { DaemonParts } from "./daemon-parts.js";
import type { JobJournal } from "./job-journal.js";

/** Sets a job aside with its reason. Said once: a manifest found just as bad at the next start is parked in silence. */
export function park(
  { report, settings }: Pick<DaemonParts, "report" | "settings">,
  journal: JobJournal,
  manifest: string,
  error: RiglineError,
): void {
  if (isParkedFor(journal, error)) return;
  const reason = describe(error);
  journal.append({ type: "parked", code: error.code, reason, todo: error.todo });
  const job = jobName(journal.history().state, manifest);
  const todo = adviceOf(error, { redrive: `\`${redriveCommand(settings.configFile, job, manifest)}\`` });
  report({ event: "parked", job, code: error.code, reason, todo });
}

export function isParkedFor(journal: JobJournal, error: RiglineError): boolean {
  const { state } = journal.history();
  return state.parkedCode === error.code && state.failure?.message === describe(error);
}

/** What failed, where and why, each said once, in one line; without the secrets of addresses. Of an error without a code, its message. */
export function describe(error: unknown): string {
  if (!(error instanceof RiglineError)) return messageOf(error);
  const why = error.why ?? (error.cause === undefined ? undefined : messageOf(error.cause));
  const where = renderPlace(error.where);
  const place = where === "" || error.message.includes(where) ? "" : ` (${where})`;
  const said = `${error.message}${place}`;
  return redactUrls(why === undefined || error.message.includes(why) ? said : `${said}: ${why}`);
}
