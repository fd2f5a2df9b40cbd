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
}

/** Chance under a name: what is drawn under one does not change what is drawn under another. */
export type RandomStreams = (name: string) => Random;

export function createStreams(seed: number): RandomStreams {
  return (name) => createRandom(beginName(name, seed));
}

/** Between 0 and 1, 1 left out: the same for the same name, without a memory of what was drawn before. */
export function numberOf(name: string, seed: number): number {
  return numberFrom(beginName(name, seed), "");
}

/** A name's beginning: `numberFrom` with the rest of it gives the same as the whole. */
export function beginName(name: string, seed: number): number {
  return goOn(0x811c9dc5 ^ seed, name);
}

export function numberFrom(begun: number, rest: string): number {
  return scatter(goOn(begun, rest)) / 2 ** 32;
}

/** FNV-1a. */
function goOn(begun: number, name: string): number {
  let value = begun;
  for (let index = 0; index < name.length; index += 1) value = Math.imul(value ^ name.charCodeAt(index), 0x01000193);
  return value >>> 0;
}

function scatter(state: number): number {
  let value = Math.imul(state ^ (state >>> 15), 1 | state);
  value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
  return (value ^ (value >>> 14)) >>> 0;
}

/** mulberry32: small, fast, and good enough to choose what goes wrong. */
export function createRandom(seed: number): Random {
  let state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) >>> 0;
  const draw = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    return scatter(state) / 2 ** 32;
  };
  const below = (limit: number): number => Math.floor(draw() * limit);
  return Object.assign(draw, {
    below,
    chance: (probability: number): boolean => draw() < probability,
    pick: <Value>(values: readonly Value[]): Value => values[below(values.length)] as Value,
  });
}
