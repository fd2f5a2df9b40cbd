import type { LauncherConfig } from "../config/launcher-config.js";
import type { RiglineError } from "../errors/index.js";
import { isOfThePerson } from "../hooks/describe-failure.js";
import { checkFindings } from "../lifecycle/hook-answers.js";
import type { Finding } from "../lifecycle/lifecycle-hooks.js";
import { checkRig } from "./built-in-preflight.js";
import type { LauncherParts } from "./launcher-parts.js";
import { refuseInterrupted } from "./open-session.js";
import { recordStep } from "./session-recorder.js";

/**
 * What the launcher and, in the hook preflight, the plugins find. A plugin that fails is a finding; a question that has no
 * answer, or is cancelled, is none and is thrown.
 */
export async function runPreflight(
  { hooks, resolved, clock, recorder }: LauncherParts,
  config: LauncherConfig,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const own = checkRig({ ...resolved, values: config }, clock);
  const { answers, errors } = await recordStep(recorder, "preflight", () =>
    hooks.run("preflight", { config }, { signal, check: checkFindings }),
  );
  refuseInterrupted(signal);
  const ofThePerson = errors.find(isOfThePerson);
  if (ofThePerson !== undefined) throw ofThePerson;
  return [...own, ...answers.flatMap(({ answer }) => answer), ...errors.map(toFinding)];
}

function toFinding(error: RiglineError): Finding {
  return { level: "error", subject: error.where.plugin ?? "preflight", message: error.message, todo: error.todo };
}
