import type { RiglineError } from "@rigline/foundation/errors";

/** A failure that came with the wish not to be tried again before a given time. */
export class RetryLater extends Error {
  override readonly name = "RetryLater";
  readonly error: RiglineError;
  /** Of the clock that nobody sets (`Clock.monotonic`): it may be a while until the failure is recorded. */
  readonly notBefore: number | undefined;

  constructor(error: RiglineError, notBefore: number | undefined) {
    super(error.message, { cause: error });
    this.error = error;
    this.notBefore = notBefore;
  }
}
