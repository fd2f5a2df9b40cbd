import { ERROR_CODES as MANIFEST_CODES } from "@rigline/manifest";
import { archiveError } from "../archive/archive-errors.js";
import { copyError } from "../copy/copy-errors.js";
import { jobError } from "../jobs/job-errors.js";
import { planError } from "../plan/plan-errors.js";
import { publishError } from "../publish/publish-errors.js";
import { submitError } from "../submit/submit-errors.js";
import type { DaemonErrorDefinition, RetryRule } from "./retry-rule.js";

/** Every error code of the daemon that a job can fail with. */
const DAEMON_ERRORS = new Map<string, DaemonErrorDefinition>(
  Object.entries({
    ...planError.table,
    ...copyError.table,
    ...publishError.table,
    ...submitError.table,
    ...archiveError.table,
    ...jobError.table,
  }),
);

/** Of the journals and the file operations that the daemon has from core. */
const CORE_RULES: ReadonlyMap<string, RetryRule> = new Map([
  ["JOURNAL_WRITE_FAILED", "always"],
  ["JOURNAL_UNREADABLE", "always"],
  ["JOURNAL_DAMAGED", "never"],
  ["STORAGE_WRITE_FAILED", "always"],
  ["STORAGE_TARGET_EXISTS", "few"],
]);

/** What becomes of a job that fails so; undefined for a code that no table of the daemon's packages has. */
export function retryRule(code: string): RetryRule | undefined {
  // What a manifest's bytes are to blame for stays so until there are others.
  return DAEMON_ERRORS.get(code)?.retry ?? CORE_RULES.get(code) ?? (MANIFEST_CODES.has(code) ? "never" : undefined);
}
