import type { RiglineError } from "@rigline/foundation/errors";
import { isOfThePerson } from "../hooks/hook-errors.js";
import { checkFindings } from "../lifecycle/hook-answers.js";
import { HAND_OFF_FINDING, type Finding, type StartPurpose } from "../lifecycle/lifecycle-hooks.js";
import { describeHolder } from "@rigline/foundation/lock";
import { readSessionHolder } from "../session/session-lock.js";
import { checkSessions } from "./check-sessions.js";
import { adviseOnLiving, describeLiving, findLivingExperiment } from "./living-experiment.js";
import { checkRig } from "./built-in-preflight.js";
import { runChecks } from "../programs/run-checks.js";
import { programParts, type LauncherParts } from "./launcher-parts.js";
import { launcherError } from "./launcher-errors.js";
import { refuseInterrupted } from "./open-session.js";
import { foretellHandOff } from "./read-hand-off.js";
import { recordHook } from "./session-recorder.js";

/**
 * What the launcher and, in the hook preflight, the plugins find. A plugin that fails is a finding; a question that has no
 * answer, or is cancelled, is none and is thrown.
 */
export async function runPreflight(
  parts: LauncherParts,
  purpose: StartPurpose,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const { hooks, resolved, recorder } = parts;
  const config = resolved.values;
  const taken = purpose === "inspection" ? await checkInUse(parts) : [];
  const own = [
    ...taken,
    ...(resolved.warnings ?? []).map(toWarning),
    ...(await checkSessions(parts, purpose)),
    ...checkRig(parts),
  ];
  const checked = await runChecks(programParts(parts), { rigName: parts.rigName, purpose, signal, log: parts.log });
  const { answers, errors } = await recordHook(recorder, "preflight", () =>
    hooks.run("preflight", { config, purpose }, { signal, check: checkFindings }),
  );
  refuseInterrupted(signal);
  const ofThePerson = errors.find(isOfThePerson);
  if (ofThePerson !== undefined) throw ofThePerson;
  const found = [...own, ...checked, ...answers.flatMap(({ answer }) => answer), ...errors.map(toFinding)];
  // Whoever would hand it off says so, and does not know that it is none.
  if (config.simulate === true)
    return [...found.filter(({ subject }) => subject !== HAND_OFF_FINDING), NOTHING_HANDED_OFF];
  const isTold = found.some(({ subject }) => subject === HAND_OFF_FINDING);
  return isTold ? found : [...found, foretellHandOff(parts.container.services, resolved)];
}

const NOTHING_HANDED_OFF: Finding = {
  level: "ok",
  subject: HAND_OFF_FINDING,
  message: "nothing of a simulated session is handed off",
};

async function checkInUse(parts: LauncherParts): Promise<readonly Finding[]> {
  const holder = await readSessionHolder(parts.locks, parts.rigName);
  if (holder !== undefined) {
    const message = `rig ${parts.rigName} is taken by ${describeHolder(holder)}`;
    return [{ level: "error", subject: "rig", message, todo: "Wait until it ends." }];
  }
  const living = await findLivingExperiment(parts);
  if (living === undefined) return [];
  const level = living.over ? "warning" : "error";
  return [{ level, subject: "rig", message: describeLiving(living), todo: adviseOnLiving(living) }];
}

/** About what the config says and nobody reads, or reads in another way. */
function toWarning(message: string): Finding {
  return { level: "warning", subject: "config", message };
}

function toFinding(error: RiglineError): Finding {
  return { level: "error", subject: error.where.plugin ?? "preflight", message: error.message, todo: error.todo };
}

/** Throws PREFLIGHT_FAILED when a finding is an error: no session is opened on such a rig. */
export function refuseErrors(findings: readonly Finding[]): void {
  const errors = findings.filter((finding) => finding.level === "error");
  if (errors.length === 0) return;
  throw launcherError("PREFLIGHT_FAILED", {
    what: `preflight found ${errors.length === 1 ? "an error" : `${errors.length} errors`}, so no session was opened`,
    why: errors.map((finding) => `${finding.subject}: ${finding.message}`).join("\n"),
    todo: errors.map((finding) => finding.todo ?? `Fix: ${finding.message}`).join("\n"),
  });
}
