import { quantity } from "./render.js";
import type { Measure, Samples } from "./sample.js";
import { medianOf, ratioOf, type Ratio } from "./statistics.js";

/** One line of the table. Seconds or bytes, as `measure` says. */
export interface Row {
  readonly what: string;
  readonly measure: Measure;
  readonly ours: number | undefined;
  readonly peer: { readonly name: string; readonly value: number | undefined };
  readonly ratio: Ratio | undefined;
  /** Undefined: for information. */
  readonly target?: { readonly text: string; readonly met: boolean | undefined };
}

export type Target = { readonly ratioUpTo: number } | { readonly oursBelow: number };

/** Compares ours with a peer of the same run. A target on our own figure is one that was promised in seconds. */
export function compare(
  samples: Samples,
  comparison: {
    readonly what: string;
    readonly ours: string;
    readonly peer: string;
    readonly measure?: Measure;
    readonly target?: Target;
  },
): Row {
  const { what, ours: ourName, peer: peerName, measure = "seconds", target } = comparison;
  const ours = medianOf(samples.get(ourName), measure);
  const ratio = ratioOf(samples, ourName, peerName, measure);
  const row = { what, measure, ours, peer: { name: peerName, value: medianOf(samples.get(peerName), measure) }, ratio };
  return target === undefined ? row : { ...row, target: judge(target, ours, ratio?.median) };
}

function judge(target: Target, ours: number | undefined, ratio: number | undefined): NonNullable<Row["target"]> {
  if ("oursBelow" in target)
    return {
      text: `< ${target.oursBelow < 0.001 ? quantity(target.oursBelow, "seconds") : `${target.oursBelow} s`}`,
      met: ours === undefined ? undefined : ours < target.oursBelow,
    };
  return { text: `≤ ${target.ratioUpTo}×`, met: ratio === undefined ? undefined : ratio <= target.ratioUpTo };
}
