import type { ProcessExit, ProcessRunner } from "../processes/process-exit.js";
import type { SessionOutcome } from "../session/session.js";

/** What a fake experiment does, and who runs the programs that are none. */
export interface FakeExperiment {
  readonly outcome: SessionOutcome;
  readonly during: () => unknown;
  readonly abort: () => void;
  readonly programs: ProcessRunner;
}

/** An experiment that runs no program: what it does is `during`, and then it ends as it is told. Other programs are run. */
export function createFakeExperiment({ outcome, during, abort, programs }: FakeExperiment): ProcessRunner {
  return {
    run: async (request) => {
      // For nothing but the experiment it is waited for what a program leaves running.
      if (request.lingerMs === undefined) return programs.run(request);
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
