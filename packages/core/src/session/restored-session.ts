import type { ProcessIdentity } from "../processes/process-identity.js";
import type { RunnerPhase, RunnerReport } from "./runner-report.js";
import type { Session, SessionOutcome } from "./session.js";

/** What a journal says of its session: enough to go on where the launcher died. */
export interface RestoredSession {
  readonly session: Session;
  /** Undefined: the experiment has not begun, or all that began of it has settled; the launcher goes on from there. */
  readonly outcome: SessionOutcome | undefined;
  /** Why it failed or was aborted. */
  readonly reason: string | undefined;
  /** The outcome is in the journal; false when it was concluded from an experiment that never settled. */
  readonly ended: boolean;
  /** The hooks that finished. */
  readonly hooks: ReadonlySet<string>;
  /** Runners that settled, by name; of those that ran more than once, the last time. */
  readonly runners: ReadonlyMap<string, RestoredRunner>;
  /** Runners that started and did not settle, by name. */
  readonly interrupted: ReadonlyMap<string, RunnerPhase>;
  readonly answers: ReadonlyMap<string, { readonly value: unknown; readonly source: string }>;
  readonly handOff: { readonly state: string; readonly detail: string } | undefined;
  /** The launcher closed this session itself; undefined when it died. */
  readonly exitCode: number | undefined;
  /** The process of the experiment; undefined where it was not started, or the journal is of an older release. */
  readonly experiment: ProcessIdentity | undefined;
}

export interface RestoredRunner {
  readonly report: RunnerReport;
  /** False: `result` is not what it returned. */
  readonly kept: boolean;
  readonly result: unknown;
}
