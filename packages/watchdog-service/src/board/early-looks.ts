import { mark } from "@rigline/foundation/marks";
import type { DaemonParts } from "../jobs/daemon-parts.js";
import { untilDue, type JobEntry } from "../jobs/job-entry.js";
import type { Job } from "../jobs/job.js";
import { orderPlaces, type KnownPlaces } from "../work/places.js";

/** Looks, when a manifest comes that waits for its hour, whether its sources are there: by day somebody can still help. */
export class EarlyLooks {
  readonly #parts: DaemonParts;
  readonly #places: KnownPlaces;
  readonly #onDone: () => void;
  readonly #abort = new AbortController();
  readonly #underWay = new Set<Promise<void>>();
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

  look({ path, fingerprint, state }: JobEntry): void {
    const key = `${path} ${fingerprint}`;
    if (state.kind !== "waiting" || state.due.kind !== "wall" || this.#seen.has(key)) return;
    if (untilDue(state.due, this.#parts.clock) === 0) return;
    this.#seen.add(key);
    const look = this.#lookFor(state.job).finally(() => {
      this.#underWay.delete(look);
      this.#onDone();
    });
    this.#underWay.add(look);
  }

  async stop(): Promise<void> {
    this.#abort.abort("stop");
    await Promise.all(this.#underWay);
  }

  /** Never rejects: at its hour the job finds the same, and says it then. */
  async #lookFor({ request }: Job): Promise<void> {
    const { pool, report } = this.#parts;
    const paths = [...Object.values(request.modalities).flat(), ...request.schemas];
    this.#places.refresh();
    const places = orderPlaces("findMissing", this.#places.of(request));
    try {
      const missing = await pool.run({ kind: "findMissing", paths }, { signal: this.#abort.signal, places });
      if (missing.length === 0) return;
      const message = `not there yet, and to be handed off at its hour: ${missing.join(", ")}`;
      report({ event: "notice", job: request.name, message });
    } catch {
      mark("board: an early look at a place that does not answer is given up");
      // A place that does not answer now.
    }
  }
}
