import { messageOf } from "@rigline/foundation/errors";
import type { Logger } from "@rigline/foundation/platform";
import { mark } from "@rigline/foundation/marks";
import { LAUNCHER_DIED, type RestoredRunner, type RestoredSession } from "../session/restore-session.js";
import { runnerError } from "./runner-errors.js";
import type { RunnerReport } from "../session/session-record.js";
import { skippedEnd } from "./run-phase.js";
import type { RunnerEnd, RunnerUnit } from "./runner-unit.js";

/**
 * Gives the runners what the journal says of them.
 *
 * - What is done stays done, unless it asks to run again (`redo`), or its result is needed and was not kept; the log says so.
 * - What failed before the experiment was over stays failed, and an experiment that never settled has failed: of the
 *   session's own phase nothing ever runs twice.
 * - A post-session runner that failed or was skipped waits again, unless that does not count (`tolerated`) and nobody who waits
 *   needs it: else those would wait for ever.
 */
export function restoreRunners(units: readonly RunnerUnit[], restored: RestoredSession, log: Logger): void {
  const ends = new Map<RunnerUnit, RunnerEnd>();
  for (const unit of units) {
    const end = restoredEnd(unit, restored, log);
    if (end !== undefined) ends.set(unit, end);
  }
  // Needs are registered before those that need them, so that from the last to the first one pass is enough.
  for (const unit of [...units].reverse()) {
    if (ends.has(unit)) continue;
    // Whoever waits for it, needed or not, has a use for what it brings when it goes well this time.
    for (const one of [...unit.needs, ...unit.after])
      if (ends.get(one)?.report.tolerated === true && one.definition.phase === "postSession") ends.delete(one);
    for (const need of unit.needs) {
      if (!mustRunAgain(need, ends.get(need))) continue;
      mark("runner: one whose result was not kept, and is needed, runs again");
      runAgain(need, unit, ends, log);
    }
  }
  for (const [unit, end] of ends) unit.finish(end);
}

function restoredEnd(unit: RunnerUnit, restored: RestoredSession, log: Logger): RunnerEnd | undefined {
  const { name, phase } = unit.definition;
  const known = restored.runners.get(name);
  if (known?.report.state === "done") {
    const end = restoreDone(unit, known, log);
    if (!isToBeRedone(unit, restored, end, log)) return end;
    mark("runner: one that was done and asks for it runs again");
    return undefined;
  }
  if (phase === "postSession" && known?.report.tolerated !== true) return undefined;
  if (known !== undefined) return { report: { ...known.report, restored: true }, hasValue: false };
  if (phase === "session" && restored.interrupted.has(name)) {
    mark("runner: an experiment that was interrupted is never run twice");
    return interruptedEnd(unit);
  }
  if (restored.outcome === undefined) return undefined;
  const skipped = skippedEnd(unit, "RUNNER_NOT_WANTED", "the session was over when it was resumed");
  return { ...skipped, report: { ...skipped.report, restored: true } };
}

function isToBeRedone(
  { definition }: RunnerUnit,
  { session }: RestoredSession,
  { value }: RunnerEnd,
  log: Logger,
): boolean {
  if (definition.phase !== "postSession" || definition.redo === undefined) return false;
  try {
    return definition.redo(session, value);
  } catch (error) {
    mark("runner: one that can't say whether it must run again does not");
    log.warning(`whether runner ${definition.name} must run again can't be told: ${messageOf(error)}`);
    return false;
  }
}

function restoreDone(unit: RunnerUnit, { report, kept, result }: RestoredRunner, log: Logger): RunnerEnd {
  const restored: RunnerReport = { ...report, restored: true };
  if (!kept) return { report: restored, hasValue: false };
  try {
    const schema = unit.definition.result;
    return { report: restored, hasValue: true, value: schema === undefined ? result : schema.parse(result) };
  } catch (error) {
    mark("runner: a kept result that does not match its schema is none");
    log.warning(`the kept result of runner ${unit.definition.name} does not match its schema: ${messageOf(error)}`);
    return { report: restored, hasValue: false };
  }
}

function interruptedEnd(unit: RunnerUnit): RunnerEnd {
  const { name, phase } = unit.definition;
  const error = runnerError("RUNNER_INTERRUPTED", {
    what: LAUNCHER_DIED,
    where: { plugin: unit.plugin, runner: name },
  });
  const report: RunnerReport = {
    name,
    phase,
    plugin: unit.plugin,
    state: "failed",
    attempts: 1,
    milliseconds: 0,
    reason: error.message,
    code: error.code,
    restored: true,
  };
  return { report, hasValue: false, error };
}

function mustRunAgain(need: RunnerUnit, end: RunnerEnd | undefined): boolean {
  return end?.report.state === "done" && !end.hasValue && need.definition.phase !== "session";
}

function runAgain(need: RunnerUnit, dependant: RunnerUnit, ends: Map<RunnerUnit, RunnerEnd>, log: Logger): void {
  ends.delete(need);
  need.runAgain = true;
  log.warning(
    `runner ${need.definition.name} was done but runs again: ${dependant.definition.name} needs its result, which was not kept. ` +
      `RUNNER_RESULT_NOT_KEPT: ${runnerError.table.RUNNER_RESULT_NOT_KEPT.todo}`,
  );
}
