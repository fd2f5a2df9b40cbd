import type { Clock } from "@rigline/foundation/platform";
import { isTakenAway, type JobState } from "@rigline/manifest";
import type { DaemonEvent } from "../jobs/daemon-events.js";
import type { JournalListener } from "../jobs/heard-journals.js";

/** Where a job stands, or that a person holds it. */
type Step = JobState["step"] | "held";

/** What a monitor knows of a daemon, counted since its start. */
export interface MonitorFigures {
  /** When it began to count. */
  readonly since: Date;
  /** Undefined: it can be read. */
  readonly flagFolderAway: string | undefined;
  /** Jobs that are not complete, by step. */
  readonly jobs: ReadonlyMap<Step, number>;
  readonly completed: number;
  readonly lastCompleted: Date | undefined;
  readonly filesPublished: number;
  readonly bytesPublished: number;
  /** By error code. */
  readonly failures: ReadonlyMap<string, number>;
  /** By name: whether it takes messages, as far as is known. */
  readonly channels: ReadonlyMap<string, boolean>;
  /** Absent: none are sent. */
  readonly spans?: SpanFigures | undefined;
}

/** How many spans the collector has, and how many it never will. */
export interface SpanFigures {
  readonly exported: number;
  readonly lost: number;
}

/** Counts what a daemon does, for those who look at many of them. */
export class Monitor {
  readonly #clock: Pick<Clock, "now">;
  readonly #since: Date;
  /** By journal. */
  readonly #steps = new Map<string, Step>();
  readonly #failures = new Map<string, number>();
  readonly #channels = new Map<string, boolean>();
  #away: string | undefined;
  #completed = 0;
  #lastCompleted: Date | undefined;
  #files = 0;
  #bytes = 0;

  constructor(clock: Pick<Clock, "now">) {
    this.#clock = clock;
    this.#since = clock.now();
  }

  readonly journals: JournalListener = {
    onOpen: (path, history) => {
      const { state } = history();
      // A journal that was begun just now says nothing yet.
      if (state.digest !== undefined || state.parkedCode !== undefined) this.#note(path, state);
    },
    onRecord: (path, { type }, history) => {
      if (type === "verified") return;
      const { state } = history();
      // The journal of a share or disk is no job's.
      if (state.room.length === 0) this.#note(path, state);
    },
  };

  readonly hearEvent = (event: DaemonEvent): void => {
    const { event: kind } = event;
    if (kind === "flagFolderAway") this.#away = event.reason;
    else if (kind === "flagFolderBack") this.#away = undefined;
    else if (kind === "published") {
      this.#files += event.files;
      this.#bytes += event.bytes;
    } else if (kind === "archived") {
      this.#completed += 1;
      this.#lastCompleted = this.#clock.now();
    } else if (kind === "failed" || kind === "parked")
      this.#failures.set(event.code, (this.#failures.get(event.code) ?? 0) + 1);
    else if (kind === "told" || kind === "notTold") this.#channels.set(event.channel, kind === "told");
  };

  figures(): MonitorFigures {
    const jobs = new Map<Step, number>();
    for (const step of this.#steps.values()) jobs.set(step, (jobs.get(step) ?? 0) + 1);
    return {
      since: this.#since,
      flagFolderAway: this.#away,
      jobs,
      completed: this.#completed,
      lastCompleted: this.#lastCompleted,
      filesPublished: this.#files,
      bytesPublished: this.#bytes,
      failures: this.#failures,
      channels: this.#channels,
    };
  }

  #note(path: string, state: JobState): void {
    const { step, held } = state;
    const isOver = step === "complete" || step === "cancelled" || isTakenAway(state);
    if (isOver) this.#steps.delete(path);
    else this.#steps.set(path, held === undefined ? step : "held");
  }
}
