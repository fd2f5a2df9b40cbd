import type { DaemonEvent } from "../jobs/daemon-events.js";

const OVER: ReadonlySet<DaemonEvent["event"]> = new Set([
  "published",
  "archived",
  "failed",
  "parked",
  "held",
  "cancelled",
  "scheduled",
]);

/** Which jobs work on data, by what is told of them. */
export class BusyJobs {
  readonly #jobs = new Set<string>();

  get isAny(): boolean {
    return this.#jobs.size > 0;
  }

  hear(event: DaemonEvent): void {
    if (event.event === "planned" || event.event === "progress") this.#jobs.add(event.job);
    else if ("job" in event && event.job !== undefined && OVER.has(event.event)) this.#jobs.delete(event.job);
  }
}
