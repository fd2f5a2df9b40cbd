import type { EventBus } from "../events/launcher-events.js";
import type { Journal } from "../journal/index.js";
import type { Clock } from "../platform/clock.js";
import type { Logger } from "../platform/logger.js";
import type { SessionRecord } from "../session/session-record.js";
import type { Session, SessionOutcome } from "../session/session.js";
import type { KeptResult } from "./keep-result.js";
import type { RunnerEnd, RunnerUnit } from "./runner-unit.js";

/** What a phase is run with. */
export interface PhaseRun {
  readonly session: Session;
  /** Undefined until the experiment is over. */
  readonly outcome?: SessionOutcome | undefined;
  /** When it aborts, the runner that runs is told, and those that wait are skipped. */
  readonly signal: AbortSignal;
  /** The session's. Without one nothing can be resumed. */
  readonly journal?: Pick<Journal, "append"> | undefined;
  /** How long a runner may take to end after its signal was aborted, in milliseconds; 15,000 when absent. */
  readonly graceMs?: number;
}

/** What the parts of a running phase share. */
export interface PhaseParts {
  readonly run: PhaseRun;
  readonly clock: Clock;
  readonly events: Pick<EventBus, "emit">;
  logOf(unit: RunnerUnit): Logger;
  /** A journal that can't be written is reported and does not end the phase: the data still wants to be handed off. */
  record(record: SessionRecord): void;
  /** Into the journal, then to whoever waits for the handle, then to the screens. */
  settle(unit: RunnerUnit, end: RunnerEnd, result?: KeptResult): void;
}
