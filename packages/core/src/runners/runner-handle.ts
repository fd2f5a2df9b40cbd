import type { RiglineError } from "@rigline/foundation/errors";
import type { SharedContext } from "../hooks/hook-kinds.js";
import type { RunnerPhase, RunnerReport, RunnerState } from "../session/session-record.js";
import type { Session, SessionOutcome } from "../session/session.js";

/**
 * The promised value of a runner: what the Python original calls a Promise, made safe. It is not thenable, its runner
 * runs once, and a need that failed marks it skipped with the reason.
 */
export interface RunnerHandle<Result> {
  readonly name: string;
  readonly phase: RunnerPhase;
  readonly state: RunnerState;
  /**
   * The result. Throws RUNNER_NOT_READY until the runner is done, RUNNER_NO_RESULT with the reason when it failed or was
   * skipped, RUNNER_RESULT_NOT_KEPT when it was done before a resume and declares no result schema.
   */
  result(): Result;
  /** Resolves once the runner is done, failed or skipped; never rejects. */
  readonly settled: Promise<RunnerReport>;
}

/** What handlers of the plugin's hooks get, and what belongs to this runner. */
export interface RunnerContext<Needs extends RunnerNeeds, Services = unknown> extends SharedContext {
  /** The results of the handles that it needs, and the services that its plugin needs. */
  readonly needs: NeedResults<Needs> & Services;
  readonly session: Session;
  /** Undefined until the experiment is over. */
  readonly outcome: SessionOutcome | undefined;
  /** Aborts on Ctrl+C (post-session runners are left to finish on the first one) and on the runner's timeout. */
  readonly signal: AbortSignal;
  /** From 1. */
  readonly attempt: number;
  /** Another session waits for this rig, as in a queue, or nobody wants to wait any more: whoever would only look on leaves it at that. */
  readonly isNextWaiting: boolean;
  /** Aborts when that begins, for whoever looks on already; its reason is an error that says why. */
  readonly nextWaiting: AbortSignal;
  /** Tells the person how far it is; shown at most a few times a second. */
  readonly progress: (text: string) => void;
  /** Adds a line to the closing report; it is kept in the journal with the runner's report, also when the runner fails. */
  readonly report: (label: string, value: string) => void;
  /**
   * Puts what a person should hear of, although it stops nothing, into the report's list of problems; once for each message.
   * Whose exit is not `success` counts in the exit code.
   */
  readonly tell: (problem: RiglineError) => void;
}

// oxlint-disable-next-line typescript/no-explicit-any -- a handle of any result may be needed
export type RunnerNeeds = Readonly<Record<string, RunnerHandle<any>>>;

export type NeedResults<Needs extends RunnerNeeds> = {
  readonly [Name in keyof Needs]: Needs[Name] extends RunnerHandle<infer Result> ? Result : never;
};

export interface RetryPolicy {
  /** Attempts in all, the first included. */
  readonly attempts: number;
  /** Milliseconds. Waits `firstDelayMs`, then twice that, and so on, up to `maxDelayMs`. */
  readonly firstDelayMs: number;
  readonly maxDelayMs: number;
}

/** When a post-session runner runs: data rather than code, so that a plan can show it before anything runs. */
export interface RunnerCondition {
  /** How the experiment ended; one at least. */
  readonly outcome: readonly SessionOutcome[];
}

/**
 * A zod schema, or anything with `parse`. A result goes through `encode` (where there is one: a codec), JSON and `parse`
 * before anybody sees it, so that a resumed session sees the same as the one that died.
 */
export interface ResultSchema<Result> {
  parse(value: unknown): Result;
  encode?(value: Result): unknown;
}

export interface RunnerDefinition<Result, Needs extends RunnerNeeds = RunnerNeeds, Services = unknown> {
  /** Unique within the launcher. */
  readonly name: string;
  readonly phase: RunnerPhase;
  /** Handles that already exist, so a cycle can't be written. */
  readonly needs?: Needs;
  /** Waited for, whatever comes of them; handles that already exist, as with `needs`. */
  readonly after?: readonly RunnerHandle<unknown>[];
  /** For each attempt, in milliseconds; then its signal aborts and it has failed with RUNNER_TIMEOUT. No limit when absent. */
  readonly timeoutMs?: number;
  /** How long it may take to end after its signal was aborted, before it is given up, in milliseconds; 15,000 when absent. */
  readonly graceMs?: number;
  /** One attempt when absent. */
  readonly retry?: RetryPolicy;
  /** Of a post-session runner; after every experiment, whatever came of it, when absent. */
  readonly when?: RunnerCondition;
  /**
   * What it means when it has failed for good or was skipped. `abort` (the default): the session ends before the experiment,
   * or has failed; a post-session runner is owed, and `rigline resume` runs it again. `continue`: it is told and does not
   * count. `ask`: the person decides, and may have it tried again; with nobody to ask it counts.
   */
  readonly onFailure?: "abort" | "continue" | "ask";
  /** Runners with `concurrent: true` in the same phase may run side by side; the others one at a time, in order. */
  readonly concurrent?: boolean;
  /**
   * `skip`: not run in a simulated session, because it moves hardware, or leaves something outside the session. Of the phase `session`
   * no plugin's runner is.
   */
  readonly simulated?: "skip";
  /** With it the result is kept in the journal, as JSON, and restored by `rigline resume`. */
  readonly result?: ResultSchema<Result>;
  /**
   * Asked when a session is resumed and the runner was done: true runs it again, because its work goes on elsewhere or was
   * taken back since. `result`: the kept one; undefined when none was kept, or it does not match its schema any more.
   */
  redo?(session: Session, result: Result | undefined): boolean;
  run(context: RunnerContext<Needs, Services>): Result | Promise<Result>;
}

/** What plugins register runners with, in `setup` and the hook `ready`. `Services`: what the plugin needs, which its runners are given. */
export interface Runners<Services = unknown> {
  /** Throws RUNNER_INVALID, RUNNER_DUPLICATE, RUNNER_NEED_INVALID, and RUNNER_LATE once the launcher has started. */
  add<Result, Needs extends RunnerNeeds = RunnerNeeds>(
    definition: RunnerDefinition<Result, Needs, Services>,
  ): RunnerHandle<Result>;
}
