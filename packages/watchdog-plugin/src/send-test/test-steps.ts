import type { HandOffTestRequest, HandOffTestStep } from "@rigline/core";
import { adviceOf, messageOf, RiglineError } from "@rigline/foundation/errors";
import { systemCodeOf } from "@rigline/foundation/platform";
import { sendTestError } from "./send-test-errors.js";

/** A step that went well, or says itself how it went. */
type Outcome = string | HandOffTestStep;

/** Takes the steps of a test, and tells each when it is over. */
export class TestSteps {
  readonly #request: Pick<HandOffTestRequest, "onStep" | "signal">;
  /** What starts a daemon by hand. */
  readonly #watch: string;

  constructor(request: Pick<HandOffTestRequest, "onStep" | "signal">, watch: string) {
    this.#request = request;
    this.#watch = watch;
  }

  /** False: it went wrong, and that is told. Rejects with a mistake of ours. */
  async take(step: string, work: () => Outcome | Promise<Outcome>): Promise<boolean> {
    const { signal, onStep } = this.#request;
    try {
      signal.throwIfAborted();
      const outcome = await work();
      signal.throwIfAborted();
      onStep(typeof outcome === "string" ? { step, level: "ok", message: outcome } : outcome);
      return true;
    } catch (thrown) {
      this.fail(step, signal.aborted ? stopped(signal) : coded(thrown));
      return false;
    }
  }

  fail(step: string, error: RiglineError): void {
    const again = "run the test again";
    const todo = adviceOf(error, { again, resume: again, watch: `\`${this.#watch}\`` });
    const why = error.why === undefined ? "" : `: ${error.why.replaceAll("\n", "; ")}`;
    this.#request.onStep({ step, level: "error", message: `${error.message}${why}`, todo, error });
  }
}

function stopped({ reason }: AbortSignal): RiglineError {
  return sendTestError("SEND_TEST_STOPPED", { what: `stopped: ${messageOf(reason)}` });
}

/** What the system refuses has a code too. Throws what is neither. */
function coded(thrown: unknown): RiglineError {
  if (thrown instanceof RiglineError) return thrown;
  if (systemCodeOf(thrown) === undefined) throw thrown;
  return sendTestError("SEND_TEST_NOT_WRITTEN", { what: messageOf(thrown), cause: thrown });
}
