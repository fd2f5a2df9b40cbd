export type RunnerPhase = "preSession" | "session" | "postSession";

export type RunnerState = "waiting" | "running" | "done" | "failed" | "skipped";

/** What became of one runner: plain data, for the report, the journal and the hooks. */
export interface RunnerReport {
  readonly name: string;
  readonly phase: RunnerPhase;
  readonly plugin: string;
  readonly state: Exclude<RunnerState, "waiting" | "running">;
  readonly attempts: number;
  readonly milliseconds: number;
  /** Why it failed or was skipped, one sentence. */
  readonly reason?: string;
  /** The code of the error it failed with. */
  readonly code?: string;
  /** Of a coded error: the reason behind the reason, and what to do. */
  readonly why?: string;
  readonly todo?: string;
  /** It failed or was skipped, and by its policy or a person's decision that does not count. */
  readonly tolerated?: boolean;
  /** True when it was not run in this process: its result was read from the session's journal. */
  readonly restored?: boolean;
  /** What the runner has to say in the closing report, in order: `destination` and where it is. */
  readonly details?: readonly ReportDetail[];
}

export interface ReportDetail {
  readonly label: string;
  readonly value: string;
}
