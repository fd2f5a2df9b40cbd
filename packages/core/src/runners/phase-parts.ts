import { messageOf, uncodedStackOf } from "@rigline/foundation/errors";
import type { EventBus } from "../events/launcher-events.js";
import type { SharedContext } from "../hooks/hook-kinds.js";
import type { Ui } from "../ui/ui.js";
import type { Clock, Logger } from "@rigline/foundation/platform";
import { mark } from "@rigline/foundation/marks";
import type { SessionRecord } from "../session/session-record.js";
import type { Session, SessionOutcome } from "../session/session.js";
import type { KeptResult } from "./keep-result.js";
import { nameOwner, type RunnerEnd, type RunnerUnit } from "./runner-unit.js";

/** What the runners of a launcher are run with. */
export interface RunnersParts {
  readonly events: Pick<EventBus, "emit">;
  /** The launcher's own; a runner speaks as `<this>.<plugin>`. */
  readonly log: Logger;
  readonly clock: Clock;
  /** What a plugin's handlers get too. */
  readonly contextOf: (plugin: string, runner: string) => SharedContext;
  /** Where a person decides on failures, of runners that ask for it. Nobody is asked when absent. */
  readonly ui?: Pick<Ui, "pick"> | undefined;
  /** Where runners put what a person should hear of. Nowhere when absent. */
  readonly problems?: { keep(problem: unknown): void } | undefined;
}

/** What a phase is run with. */
export interface PhaseRun {
  readonly session: Session;
  /** Undefined until the experiment is over. */
  readonly outcome?: SessionOutcome | undefined;
  /** When it aborts, the runner that runs is told, and those that wait are skipped. */
  readonly signal: AbortSignal;
  /** Aborts once another session waits for this rig; it does not when absent. */
  readonly nextWaiting?: AbortSignal | undefined;
  /** The session's. Without one nothing can be resumed. */
  readonly journal?: { append(record: SessionRecord): void } | undefined;
  /** How long a runner may take to end after its signal was aborted, in milliseconds; 15,000 when absent. */
  readonly graceMs?: number;
}

/** Where what becomes of runners is told. */
export interface PhaseRecord {
  /** A journal that can't be written is reported and does not end the phase: the data still wants to be handed off. */
  record(record: SessionRecord): void;
  /** Into the journal, then to whoever waits for the handle, then to the screens. */
  settle(unit: RunnerUnit, end: RunnerEnd, result?: KeptResult): void;
}

/** What the parts of a running phase share. */
export interface PhaseParts extends RunnersParts, PhaseRecord {
  readonly run: PhaseRun;
  logOf(unit: RunnerUnit): Logger;
}

export function createPhaseParts(
  run: PhaseRun,
  { events, log, clock, contextOf, ui, problems }: RunnersParts,
): PhaseParts {
  return {
    run,
    clock,
    contextOf,
    ui,
    problems,
    events,
    log,
    logOf: (unit) => log.child(unit.plugin),
    ...createPhaseRecord(run.journal, { events, log }, run),
  };
}

export function createPhaseRecord(
  journal: PhaseRun["journal"],
  { events, log }: Pick<RunnersParts, "events" | "log">,
  run: Partial<Pick<PhaseRun, "signal" | "outcome">> = {},
): PhaseRecord {
  const record = (entry: SessionRecord): void => {
    try {
      journal?.append(entry);
    } catch (error) {
      mark("runner: a record that can't be written keeps no data from being handed off");
      log.error(`${messageOf(error)}: \`rigline resume\` might repeat this step (${entry.type})`);
    }
  };
  const settle = (unit: RunnerUnit, end: RunnerEnd, result?: KeptResult): void => {
    const { report } = end;
    const kept = result?.kept ?? false;
    record({ type: "runnerSettled", report, kept, ...(result?.stored === undefined ? {} : { result: result.stored }) });
    unit.finish(end);
    const what = `runner ${report.name}${nameOwner(unit.plugin)}`;
    const went = report.tolerated === true ? "; the session goes on without it" : "";
    // A person has stopped it: news, and no failure of its own.
    if (report.state === "failed" && run.signal?.aborted === true) log.warning(`${what} was stopped: ${report.reason}`);
    else if (report.state === "failed") {
      log[went === "" ? "error" : "warning"](`${what} failed: ${report.reason}${went}`);
      // For launcher.log alone: whoever mends a plugin needs the line, and nobody at the rig does.
      const stack = uncodedStackOf(end.error);
      if (stack !== undefined) log.info(stack);
    }
    if (report.state === "skipped") {
      // What is for sessions that went wrong stands by after all others: no news.
      const isStandby = report.code === "RUNNER_NOT_WANTED" && run.outcome === "success";
      log[isStandby ? "info" : "warning"](`${what} was skipped: ${report.reason}${went}`);
    }
    events.emit("runner.settled", { report });
  };
  return { record, settle };
}
