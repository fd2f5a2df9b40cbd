import type { RateSample } from "../details/throughput.js";
import type { SourcedRow } from "./make-rows.js";

/** An hour at one a second. */
const MOST_SAMPLES = 3600;

/** Remembers how fast copies were while the page looked on; within a large file the journal says nothing of it. */
export class RateSamples {
  readonly #samples = new Map<string, RateSample[]>();

  add(rows: readonly SourcedRow[], now: Date): void {
    const at = Math.round(now.getTime() / 1000);
    for (const { row } of rows) {
      const known = this.#samples.get(row.key);
      const rate = row.copy?.bytesPerSecond ?? null;
      if (rate === null && (known === undefined || known.at(-1)?.rate === null)) continue;
      const samples = known ?? [];
      if (samples.at(-1)?.at === at) continue;
      samples.push({ at, rate });
      if (samples.length > MOST_SAMPLES) samples.shift();
      this.#samples.set(row.key, samples);
    }
  }

  of(key: string): readonly RateSample[] {
    return this.#samples.get(key) ?? [];
  }
}
