import type { JobRecord } from "@rigline/manifest";
import type { JobNews } from "./message.js";

export type TellRecord = Extract<JobRecord, { readonly type: "tell" }>;

/** A job's journal, read for what is to be told of it. */
export interface JobReading {
  readonly name: string;
  readonly digest: string | undefined;
  /** Undefined: nothing is to be told now. */
  readonly news: JobNews | undefined;
  /** That its data at the rig were deleted by a rule, and when, ISO 8601 in UTC; absent: they were not. */
  readonly deletion?: { readonly news: JobNews; readonly at: string } | undefined;
  /** When it was submitted, and with that safe, ISO 8601 in UTC. */
  readonly safeAt: string | undefined;
  /** From when on it is late; undefined: never, or it is at its end. */
  readonly lateFrom: Date | undefined;
  /** What was told of this job, oldest first, sent or not. */
  readonly tells: readonly TellRecord[];
  /** What is still to be sent, of jobs before under this name as well. */
  readonly unsent: readonly TellRecord[];
}
