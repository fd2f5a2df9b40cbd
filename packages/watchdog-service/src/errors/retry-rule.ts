import type { ErrorDefinition } from "@rigline/foundation/errors";

/**
 * What becomes of a job that fails so: `never`: parked at once, only a person can help; `few`: tried a few times with
 * growing waits, then parked; `always`: tried again until it succeeds, with growing waits.
 */
export type RetryRule = "never" | "few" | "always";

/** An error code of the daemon. */
export interface DaemonErrorDefinition extends ErrorDefinition {
  readonly retry: RetryRule;
}
