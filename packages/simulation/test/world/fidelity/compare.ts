import { ALL_SCRIPTS } from "./all-scripts.js";
import { ALLOWED, type AllowedDifference } from "./allowed.js";
import { describeStep, type Script } from "./step.js";

export interface Difference {
  readonly script: string;
  readonly step: string;
  readonly real: string;
  readonly other: string;
}

export interface Comparison {
  /** Steps that were compared: after a difference a script goes on from another state, and tells nothing more. */
  readonly compared: number;
  readonly unexplained: readonly Difference[];
  /** How often each allowed difference was met. */
  readonly allowed: ReadonlyMap<AllowedDifference, number>;
}

/** Holds the outcomes of all scripts against those of a real volume. */
export function compareAll(
  reality: string,
  real: readonly (readonly string[])[],
  others: readonly (readonly string[])[],
  rules: readonly AllowedDifference[] = ALLOWED,
): Comparison {
  return sum(real.map((outcomes, script) => compare({ reality, script }, outcomes, others[script] ?? [], rules)));
}

/** Holds the outcomes of one script against those of a real volume. */
export function compare(
  of: { readonly reality: string; readonly script: number },
  real: readonly string[],
  others: readonly string[],
  rules: readonly AllowedDifference[] = ALLOWED,
): Comparison {
  const allowed = new Map<AllowedDifference, number>();
  const script = ALL_SCRIPTS[of.script] ?? { title: "none", steps: [] };
  for (const [step, outcome] of real.entries()) {
    const found = differenceAt(script, step, outcome, others[step] ?? "nothing");
    if (found === undefined) continue;
    const rule = rules.find((one) => explains(one, of.reality, found));
    if (rule === undefined) return { compared: step + 1, unexplained: [found], allowed };
    allowed.set(rule, (allowed.get(rule) ?? 0) + 1);
    if (rule.goesOn !== true) return { compared: step + 1, unexplained: [], allowed };
  }
  return { compared: real.length, unexplained: [], allowed };
}

export function sum(comparisons: readonly Comparison[]): Comparison {
  const allowed = new Map<AllowedDifference, number>();
  for (const one of comparisons)
    for (const [rule, count] of one.allowed) allowed.set(rule, (allowed.get(rule) ?? 0) + count);
  return {
    compared: comparisons.reduce((all, { compared }) => all + compared, 0),
    unexplained: comparisons.flatMap(({ unexplained }) => unexplained),
    allowed,
  };
}

export function showDifference({ script, step, real, other }: Difference): string {
  return `${script}: ${step}\n    real:  ${real}\n    model: ${other}`;
}

function differenceAt(script: Script, index: number, real: string, other: string): Difference | undefined {
  const step = script.steps[index];
  if (real === other || step === undefined) return undefined;
  return { script: script.title, step: describeStep(step), real, other };
}

function explains(rule: AllowedDifference, reality: string, { script, step, real, other }: Difference): boolean {
  return (
    rule.realities.includes(reality) &&
    (rule.script?.test(script) ?? true) &&
    (rule.step?.test(step) ?? true) &&
    (rule.real?.test(real) ?? true) &&
    (rule.model?.test(other) ?? true) &&
    (rule.same?.(real) ?? other) === other
  );
}
