import { RiglineError } from "@rigline/foundation/errors";
import { expect } from "vitest";

/** The coded error that a call ends with; a failure when it returns or throws anything else. */
export function catchError(act: () => unknown): RiglineError {
  let returned: unknown;
  try {
    returned = act();
  } catch (error) {
    expect(error).toBeInstanceOf(RiglineError);
    return error as RiglineError;
  }
  return expect.fail(`expected an error, got ${JSON.stringify(returned)}`);
}
