import type { WorkPool } from "../work/work-pool.js";
import type { ReportEvent } from "./daemon-events.js";
import type { Job } from "./job.js";

/** Where traces are sent: what the daemon does for a job, as spans of its session's trace. It never throws and holds nothing up. */
export interface JobSpans {
  /** Of a manifest that came at `since` and is taken now. */
  taken(job: Job, since: Date): void;
  /** Undefined: whoever began the trace does not want it recorded. */
  attempt(job: Job): AttemptSpans | undefined;
}

/** One attempt: its own span, and one below it for each thing that it does. */
export interface AttemptSpans {
  /** The same pool, whose orders are heard. */
  readonly hearPool: (pool: WorkPool) => WorkPool;
  readonly hearEvent: ReportEvent;
  readonly onStep: (step: string) => void;
  /** Of the span under way, for whoever is asked by it; as W3C Trace Context has it. */
  readonly traceparent: () => string;
  readonly end: () => void;
}
