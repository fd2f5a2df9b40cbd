import type { Measure, Sample, Samples } from "./sample.js";

function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** The median of one measure; undefined when a sample lacks it. */
export function medianOf(samples: readonly Sample[] | undefined, measure: Measure): number | undefined {
  const values = samples?.map((sample) => sample[measure]) ?? [];
  return values.length > 0 && values.every((value) => value !== undefined) ? median(values) : undefined;
}

export interface Ratio {
  readonly median: number;
  readonly lowest: number;
  readonly highest: number;
}

/** Ours through the peer's, round by round: what slows a round down slows both. Undefined when it was not measured. */
export function ratioOf(samples: Samples, ours: string, peer: string, measure: Measure): Ratio | undefined {
  const peers = samples.get(peer) ?? [];
  const ratios = (samples.get(ours) ?? []).map(
    (sample, round) => (sample[measure] ?? Number.NaN) / (peers[round]?.[measure] ?? Number.NaN),
  );
  if (ratios.length === 0 || ratios.some(Number.isNaN)) return undefined;
  return { median: median(ratios), lowest: Math.min(...ratios), highest: Math.max(...ratios) };
}
