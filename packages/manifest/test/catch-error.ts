import { expect } from "vitest";
import { ManifestError } from "../src/index.js";

/** The coded error that a call ends with; a failure when it returns or throws anything else. */
export function catchError(act: () => unknown): ManifestError {
  let returned: unknown;
  try {
    returned = act();
  } catch (error) {
    expect(error).toBeInstanceOf(ManifestError);
    return error as ManifestError;
  }
  return expect.fail(`expected an error, got ${JSON.stringify(returned)}`);
}
