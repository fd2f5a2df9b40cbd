import { mark } from "@rigline/foundation/marks";
import type { DaemonParts } from "../jobs/daemon-parts.js";
import { untilDue, type JobEntry } from "../jobs/job-entry.js";
import type { Job } from "../jobs/job.js";
import { sourcesOf } from "../plan/copy-plan.js";
import { orderPlaces, type KnownPlaces, type OrderPlaces } from "../work/places.js";
import type { WorkOrder } from "../work/work-order.js";

/**
 * Looks at the sources of manifests that have come: of one that waits for its hour whether they are there, for by day somebody can
 * still help; and where the smallest is to begin first how much there is of them.
 */
export class EarlyLooks {
  readonly #parts: DaemonParts;
  readonly #places: KnownPlaces;
  readonly #onDone: () => void;
  readonly #abort = new AbortController();
  readonly #underWay = new Set<Promise<void>>();
  readonly #measured = new WeakSet<JobEntry>();
  /** Looked at once is enough. */
  readonly #seen = new Set<string>();

  constructor(parts: DaemonParts, places: KnownPlaces, onDone: () => void) {
    this.#parts = parts;
    this.#places = places;
    this.#onDone = onDone;
  }

  get count(): number {
    return this.#underWay.size;
  }

  look(entry: JobEntry): void {
    const { path, fingerprint, state } = entry;
    const key = `${path} ${fingerprint}`;
    if (state.kind !== "waiting" || this.#seen.has(key)) return;
    this.#seen.add(key);
    const { clock, settings } = this.#parts;
    if (state.due.kind === "wall" && untilDue(state.due, clock) > 0) this.#begin(this.#lookFor(state.job));
    if (settings.order !== "smallest" || state.needs !== "data") return;
    this.#measured.add(entry);
    this.#begin(this.#measure(entry, state.job).finally(() => this.#measured.delete(entry)));
  }

  /** Whether it is still being found out how much there is of its data: its turn can't be told yet. */
  isBeingMeasured(entry: JobEntry): boolean {
    return this.#measured.has(entry);
  }

  #placesOf(kind: WorkOrder["kind"], request: Job["request"]): OrderPlaces {
    this.#places.refresh();
    return orderPlaces(kind, this.#places.of(request));
  }

  #begin(work: Promise<void>): void {
    const look = work.finally(() => {
      this.#underWay.delete(look);
      this.#onDone();
    });
    this.#underWay.add(look);
  }

  async stop(): Promise<void> {
    this.#abort.abort("stop");
    await Promise.all(this.#underWay);
  }

  /** Never rejects: whose size is not known begins last. */
  async #measure(entry: JobEntry, { request }: Job): Promise<void> {
    const places = this.#placesOf("measure", request);
    const order = { kind: "measure", request: sourcesOf(request) } as const;
    try {
      entry.bytes = await this.#parts.pool.run(order, { signal: this.#abort.signal, places });
    } catch {
      mark("board: sources that can't be measured now are of no known size");
    }
  }

  /** Never rejects: at its hour the job finds the same, and says it then. */
  async #lookFor({ request, label }: Job): Promise<void> {
    const { pool, report } = this.#parts;
    const paths = [...Object.values(request.modalities).flat(), ...request.schemas];
    const places = this.#placesOf("findMissing", request);
    try {
      const missing = await pool.run({ kind: "findMissing", paths }, { signal: this.#abort.signal, places });
      if (missing.length === 0) return;
      const message = `not there yet, and to be handed off at its hour: ${missing.join(", ")}`;
      report({ event: "notice", job: label, message });
    } catch {
      mark("board: an early look at a place that does not answer is given up");
      // A place that does not answer now.
    }
  }
}
