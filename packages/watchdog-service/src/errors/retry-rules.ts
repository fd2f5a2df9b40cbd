import type { ErrorDefinition, RetryRule } from "@rigline/foundation/errors";
import { journalError } from "@rigline/foundation/journal";
import { storageError } from "@rigline/foundation/platform";
import { ERROR_CODES as MANIFEST_CODES, wishError } from "@rigline/manifest";
import { archiveError } from "../archive/archive-errors.js";
import { copyError } from "../copy/copy-errors.js";
import { leaseError } from "../fleet/lease-errors.js";
import { gatherError } from "../gather/gather-errors.js";
import { installError } from "../install/install-errors.js";
import { jobError } from "../jobs/job-errors.js";
import { notifyError } from "../notify/notify-errors.js";
import { planError } from "../plan/plan-errors.js";
import { publishError } from "../publish/publish-errors.js";
import { storeError } from "../store/store-errors.js";
import { submitError } from "../submit/submit-errors.js";

/** Every error code of the daemon, its journals and its file operations that a job can fail with. */
const DAEMON_ERRORS = new Map<string, ErrorDefinition>(
  Object.entries({
    ...planError.table,
    ...copyError.table,
    ...publishError.table,
    ...gatherError.table,
    ...leaseError.table,
    ...storeError.table,
    ...submitError.table,
    ...archiveError.table,
    ...jobError.table,
    ...notifyError.table,
    ...installError.table,
    ...wishError.table,
    ...journalError.table,
    ...storageError.table,
  }),
);

/** What becomes of a job that fails so; undefined for a code that no table of the daemon's packages has. */
export function retryRule(code: string): RetryRule | undefined {
  // What a manifest's bytes are to blame for stays so until there are others.
  return DAEMON_ERRORS.get(code)?.retry ?? (MANIFEST_CODES.has(code) ? "never" : undefined);
}
