import type { JobRecord } from "@rigline/manifest";
import { mark } from "@rigline/foundation/marks";
import { backOffMs, type BackOff } from "../errors/back-off.js";
import type { Job } from "../jobs/job.js";
import { RepeatedFailures } from "./repeated-failures.js";
import { RoomBook } from "./room-book.js";

export type SubmittedRecord = Extract<JobRecord, { readonly type: "submitted" }>;

/** Other computers are looked for; of this one's own copies the end is told, and a look reads their journals. */
const LONGEST_LOOK_MS = { parts: 30_000, copies: 600_000 };

/** What came of a post, and that no journal could take yet: a disk without room must not post again and again. */
export class HeldOutcomes {
  /** And the failures that no journal needs to take. */
  readonly repeated = new RepeatedFailures();
  /** How often each has looked in vain whether other computers are done, or its further copies. */
  readonly #looks = new Map<string, number>();
  /** And what was published that no journal has yet. */
  readonly room = new RoomBook();
  readonly #held = new Map<string, SubmittedRecord | PostFailed>();

  /** It has looked in vain before. */
  hasLooked(job: Job): boolean {
    return this.#looks.has(keyOf(job));
  }

  /** Milliseconds until a job looks again: soon at first, then ever more seldom. */
  nextLook(job: Job, backOff: BackOff, random: number, forWhat: keyof typeof LONGEST_LOOK_MS): number {
    const looks = (this.#looks.get(keyOf(job)) ?? 0) + 1;
    this.#looks.set(keyOf(job), looks);
    return Math.min(backOffMs(backOff, looks, random), LONGEST_LOOK_MS[forWhat]);
  }

  answer(job: Job): SubmittedRecord | undefined {
    const held = this.#held.get(keyOf(job));
    if (held === undefined || held instanceof PostFailed) return undefined;
    mark("submit: an answer that no journal could take is recorded later, without a post");
    return held;
  }

  failure(job: Job): PostFailed | undefined {
    const held = this.#held.get(keyOf(job));
    return held instanceof PostFailed ? held : undefined;
  }

  throwFailure(job: Job): void {
    const held = this.failure(job);
    if (held === undefined) return;
    mark("submit: a failed post that no journal could take is recorded before another");
    throw held.thrown;
  }

  hold(job: Job, outcome: SubmittedRecord | PostFailed): void {
    this.#held.set(keyOf(job), outcome);
  }

  forgetAnswer(job: Job): void {
    this.#held.delete(keyOf(job));
  }

  /** Once a failure is in the journal the next attempt may post again. */
  forgetFailure(job: Job): void {
    if (this.failure(job) !== undefined) this.#held.delete(keyOf(job));
  }
}

export class PostFailed {
  readonly thrown: unknown;

  constructor(thrown: unknown) {
    this.thrown = thrown;
  }
}

function keyOf({ manifest, digest }: Job): string {
  return `${digest} ${manifest}`;
}
