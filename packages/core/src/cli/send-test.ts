import { describeError, EXIT_CODES } from "@rigline/foundation/errors";
import { formatDuration } from "@rigline/foundation/quantities";
import { HAND_OFF_TESTER, type HandOffTest, type HandOffTestStep } from "../di/core-tokens.js";
import { cliError } from "./cli-errors.js";
import type { CommandContext } from "./command-context.js";
import type { OpenedLauncher } from "./open-launcher.js";
import { presentFindings } from "./present-run.js";

interface SendTestWishes {
  /** False: what the checks have found keeps a session from beginning, and a test too. */
  readonly mayBegin: boolean;
  readonly isJson: boolean;
  readonly waitMs: number;
  readonly signal: AbortSignal;
}

/** What of a test `rigline doctor --json` prints; null: it did not begin. */
type SentTest = (HandOffTest & { readonly outcome: Outcome; readonly steps: readonly object[] }) | null;
type Outcome = "works" | "fails" | "stopped";

/** Sends a test session and tells each step as it is over; the exit code is that of the first that went wrong. Throws HAND_OFF_BY_NOBODY. */
export async function sendTest(
  context: CommandContext,
  { launcher, progress }: OpenedLauncher,
  { mayBegin, isJson, waitMs, signal }: SendTestWishes,
): Promise<SentTest> {
  const tell = (lines: readonly string[]): void => {
    progress.finish({ keep: false });
    if (!isJson) context.io.out(`${lines.join("\n")}\n`);
  };
  if (!mayBegin) {
    tell(["No test session was sent: fix what is above first."]);
    return null;
  }
  const tester = launcher.services.tryResolve(HAND_OFF_TESTER);
  if (tester === undefined)
    throw cliError("HAND_OFF_BY_NOBODY", { what: "no plugin hands sessions off here, so none can be sent for a test" });
  tell([
    "",
    `Sending a test session: ${formatDuration(waitMs)} at most until it has arrived. It is not submitted, and is removed again.`,
  ]);
  const steps: HandOffTestStep[] = [];
  const sent = await tester.test({
    waitMs,
    signal,
    onProgress: (text) => progress.update(text),
    onStep: (step) => {
      steps.push(step);
      tell(presentFindings([{ ...step, subject: step.step }]));
    },
  });
  const failure = steps.find(({ error }) => error !== undefined)?.error;
  const outcome = signal.aborted ? "stopped" : failure === undefined ? "works" : "fails";
  tell(["", conclude(outcome, steps)]);
  context.exitCode = signal.aborted ? EXIT_CODES.aborted : (failure?.exitCode ?? EXIT_CODES.success);
  return { ...sent, outcome, steps: steps.map(toJson) };
}

function conclude(outcome: Outcome, steps: readonly HandOffTestStep[]): string {
  const failed = steps.filter(({ level }) => level === "error").map(({ step }) => step);
  const warnings = steps.some(({ level }) => level === "warning") ? ", with what is said above" : "";
  if (outcome === "works") return `The hand-off works: a session of this rig would arrive${warnings}.`;
  if (outcome === "stopped") return "The test was stopped, so nothing is known of the rest.";
  return `Not all of the hand-off works: ${failed.join(", ")} went wrong.`;
}

function toJson({ error, ...step }: HandOffTestStep): object {
  return { todo: null, ...step, error: error === undefined ? null : describeError(error) };
}
