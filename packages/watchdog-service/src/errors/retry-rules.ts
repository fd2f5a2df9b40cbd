import { archiveError } from "../archive/archive-errors.js";
import { copyError } from "../copy/copy-errors.js";
import { jobError } from "../jobs/job-errors.js";
import { planError } from "../plan/plan-errors.js";
import { publishError } from "../publish/publish-errors.js";
import { submitError } from "../submit/submit-errors.js";
import type { DaemonErrorDefinition, RetryRule } from "./retry-rule.js";

/** Every error code that a job can fail with. */
const DAEMON_ERRORS: Readonly<Record<string, DaemonErrorDefinition>> = {
  ...planError.table,
  ...copyError.table,
  ...publishError.table,
  ...submitError.table,
  ...archiveError.table,
  ...jobError.table,
};

/** What is not known to be hopeless is tried again: the codes that broken networks give are too many to list. */
export function retryRule(code: string): RetryRule {
  return DAEMON_ERRORS[code]?.retry ?? "always";
}
