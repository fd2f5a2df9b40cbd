import type { RiglineError } from "@rigline/foundation/errors";

/** A failure that came with the wish not to be tried again before a given time. */
export class RetryLater extends Error {
  override readonly name = "RetryLater";
  readonly error: RiglineError;
  readonly notBefore: Date | undefined;

  constructor(error: RiglineError, notBefore: Date | undefined) {
    super(error.message, { cause: error });
    this.error = error;
    this.notBefore = notBefore;
  }
}
