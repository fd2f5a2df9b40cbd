import { runInProcess, type RanInProcess } from "../../../foundation/test/support/run-in-process.js";
import { main } from "../../src/cli/index.js";

/** The program in this process: what each of its commands prints, and its exit code. Not for the daemon itself. */
export function runMain(...argv: readonly string[]): Promise<RanInProcess> {
  return runInProcess(main, argv);
}
