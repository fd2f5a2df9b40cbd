import { runInProcess, type RanInProcess } from "../../../foundation/test/support/run-in-process.js";
import { main } from "../../src/cli/index.js";

/** `rigline-fleet` in this process: what a command prints, and its exit code. Not for `serve`. */
export function runFleet(...argv: readonly string[]): Promise<RanInProcess> {
  return runInProcess(main, argv);
}
