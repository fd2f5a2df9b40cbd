import { RiglineError } from "@rigline/foundation/errors";

/** The coded error that an action throws; fails when it throws none. */
export function thrownBy(action: () => unknown): RiglineError {
  try {
    action();
  } catch (error) {
    if (error instanceof RiglineError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}
