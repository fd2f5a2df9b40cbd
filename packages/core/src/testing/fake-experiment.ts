import type { ProcessExit, ProcessRunner } from "../processes/process-exit.js";
import type { SessionOutcome } from "../session/session.js";

/** An experiment that runs no program: what it does is `during`, and then it ends as it is told. */
export function createFakeExperiment(outcome: SessionOutcome, during: () => unknown, abort: () => void): ProcessRunner {
  return {
    run: async (request) => {
      await during();
      if (outcome === "success") return exit({ reason: "exit", code: 0, summary: "exited with code 0" });
      if (outcome === "failed") return exit({ reason: "exit", code: 1, summary: "exited with code 1" });
      const aborted = new Promise<void>((resolve) => {
        request.signal?.addEventListener("abort", () => resolve(), { once: true });
      });
      abort();
      await aborted;
      return exit({ reason: "cancelled", code: undefined, summary: "was stopped" });
    },
  };
}

function exit(how: Pick<ProcessExit, "reason" | "code" | "summary">): ProcessExit {
  return { ...how, signal: undefined, milliseconds: 0, stderrTail: [] };
}
