import type { Contender, Sample, Samples } from "./sample.js";

/**
 * Gives every contender one turn a round, so that what disturbs the machine disturbs all of them. Each round begins with
 * another one, so that none always follows the same neighbour. Warm-up rounds are not counted.
 */
export async function interleave(
  contenders: readonly Contender[],
  rounds: number,
  warmUp = 1,
  onTurn: (round: number, name: string) => void = () => {},
): Promise<Samples> {
  const samples = new Map<string, Sample[]>(contenders.map(({ name }) => [name, []]));
  for (let round = -warmUp; round < rounds; round += 1) {
    const first = Math.abs(round) % contenders.length;
    for (const contender of [...contenders.slice(first), ...contenders.slice(0, first)]) {
      onTurn(round, contender.name);
      const sample = await contender.turn();
      if (round >= 0) samples.get(contender.name)?.push(sample);
    }
  }
  return samples;
}

/** A contender that does a piece of work many times a turn, because one is too short to be timed. */
export function repeated(name: string, times: number, work: () => unknown): Contender {
  return {
    name,
    turn: async () => {
      const started = performance.now();
      for (let time = 0; time < times; time += 1) {
        const result = work();
        if (result instanceof Promise) await result;
      }
      return { seconds: (performance.now() - started) / 1000 / times };
    },
  };
}
