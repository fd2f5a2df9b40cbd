import { expect, test } from "vitest";
import { bisectPlugins, type BisectStep } from "../../src/plugins/bisect-plugins.js";

const SIZES = Array.from({ length: 20 }, (_, index) => index + 1);

/** Plugins 0, 1, 2 …, each of which may need some before it: none, a tree, or a chain with branches. */
const RIGS = [
  (_plugin: number): readonly number[] => [],
  (plugin: number): readonly number[] => (plugin === 0 ? [] : [Math.floor((plugin - 1) / 2)]),
  (plugin: number): readonly number[] => (plugin < 2 ? [] : [plugin - 1 - (plugin % 2), plugin - 2]),
];

async function bisect(needs: readonly (readonly number[])[], shows: (enabled: readonly number[]) => boolean) {
  const steps: BisectStep<number>[] = [];
  const result = await bisectPlugins({
    plugins: needs.map((_, plugin) => plugin),
    needsOf: (plugin) => needs[plugin] ?? [],
    judge: (enabled) => Promise.resolve(shows(enabled)),
    onStep: (step) => void steps.push(step),
  });
  return { result, steps };
}

test("finds the one plugin, whatever needs what, in few trials, and leaves none without what it needs", async () => {
  for (const count of SIZES)
    for (const needsOf of RIGS)
      for (let culprit = 0; culprit < count; culprit++) {
        const needs = Array.from({ length: count }, (_, plugin) => needsOf(plugin));
        const { result, steps } = await bisect(needs, (enabled) => enabled.includes(culprit));
        expect(result).toEqual({ found: true, culprit, together: [] });
        expect(steps.length).toBeLessThanOrEqual(Math.ceil(Math.log2(count)) + 3);
        for (const { enabled, leftOut } of steps) {
          expect(new Set([...enabled, ...leftOut])).toEqual(new Set(needs.keys()));
          for (const plugin of enabled) expect(enabled).toEqual(expect.arrayContaining([...needsOf(plugin)]));
        }
      }
});

test("says with which other one a plugin has the fault only together", async () => {
  for (const count of SIZES)
    for (let second = 1; second < count; second++)
      for (let first = 0; first < second; first++) {
        const needs = Array.from({ length: count }, () => []);
        const { result } = await bisect(needs, (enabled) => enabled.includes(first) && enabled.includes(second));
        expect(result).toEqual({ found: true, culprit: second, together: [first] });
      }
});

test("finds nothing where there is no fault, or where it is not a plugin's", async () => {
  expect((await bisect([[], []], () => false)).result).toEqual({ found: false, showsWith: "none" });
  expect((await bisect([[], []], () => true)).result).toEqual({ found: false, showsWith: "no plugin at all" });
});
