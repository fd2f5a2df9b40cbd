/** Chance that a seed decides: the same seed gives the same numbers, on every machine. */
export interface Random {
  /** Between 0 and 1, 1 left out. */
  (): number;
  /** A whole number from 0, `below` left out. */
  below(below: number): number;
  /** True this often, between 0 and 1. */
  chance(probability: number): boolean;
  /** Of a list that is not empty. */
  pick<Value>(values: readonly Value[]): Value;
  /** Another one, of the same seed: what one part of the world draws does not change what another draws. */
  fork(): Random;
}

/** mulberry32: small, fast, and good enough to choose what goes wrong. */
export function createRandom(seed: number): Random {
  let state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) >>> 0;
  const draw = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number): number => Math.floor(draw() * limit);
  return Object.assign(draw, {
    below,
    chance: (probability: number): boolean => draw() < probability,
    pick: <Value>(values: readonly Value[]): Value => values[below(values.length)] as Value,
    fork: (): Random => createRandom(below(2 ** 32)),
  });
}
