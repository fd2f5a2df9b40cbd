/** What one turn of a contender cost. */
export interface Sample {
  /** Of the wall clock; of one piece of work, where a turn does many. */
  readonly seconds: number;
  /** Of all threads and child processes together. Undefined: not measured here. */
  readonly cpuSeconds?: number;
  /** The part of it that the programs' own code took, without the system's. Undefined: not measured here. */
  readonly userSeconds?: number;
  /** Peak of the resident memory, likewise. Undefined: not measured here. */
  readonly peakBytes?: number;
}

export type Measure = keyof Sample;

export interface Contender {
  readonly name: string;
  turn(): Sample | Promise<Sample>;
}

/** Samples by the contender's name, in the order of the rounds. */
export type Samples = ReadonlyMap<string, readonly Sample[]>;
