import { beginName, numberFrom, numberOf } from "../random.js";
import type { Actor } from "../world/actor.js";
import type { Operation } from "../world/operation.js";
import type { Fault, LifePlan } from "../plan/plan.js";

/** How often, and the beginning of the name of each time. */
interface Count {
  nth: number;
  readonly begun: number;
}

/** What a write meets when nothing is answered and a bit is another one. */
const FLIP = "flip";

/**
 * What goes wrong by itself. Each operation has its own fate, by who does what where the how many-th time: one more elsewhere
 * changes nothing for it.
 */
export class Weather {
  /** What has gone wrong so far. */
  readonly met: Fault[] = [];
  readonly #plan: LifePlan;
  /** By where, what and who: to put the three into one key at each operation would cost more than all that follows. */
  readonly #counts = new Map<string, Map<Operation, Map<string, Count>>>();
  readonly #planned = new Map<string, string>();
  readonly #isCalm: boolean;
  #last: Omit<Fault, "code"> | undefined;

  constructor(plan: LifePlan) {
    this.#plan = plan;
    const { faults, rigWeather, shareWeather } = plan;
    const chances = rigWeather.chance + shareWeather.chance + shareWeather.flips;
    this.#isCalm = (plan.misreads ?? 0) === 0 && (faults === undefined ? chances === 0 : faults.length === 0);
    for (const fault of faults ?? []) this.#planned.set(keyOf(fault), fault.code);
  }

  /** What the system answers to an operation; undefined when nothing goes wrong. */
  refusal({ kind }: Actor, operation: Operation, path: string, isRig: boolean): string | undefined {
    if (kind === "person") return undefined;
    if (this.#isCalm) return undefined;
    const count = this.#counts.get(path)?.get(operation)?.get(kind) ?? this.#beginCount({ by: kind, operation, path });
    count.nth += 1;
    this.#last = { by: kind, operation, path, nth: count.nth };
    const code = this.#answer(this.#last, count.begun, isRig);
    if (code === undefined || code === FLIP) return undefined;
    this.met.push({ ...this.#last, code });
    return code;
  }

  #beginCount({ by, operation, path }: Pick<Fault, "by" | "path"> & { readonly operation: Operation }): Count {
    const count = { nth: 0, begun: beginName(`${by} ${operation} ${path} `, this.#plan.seed) };
    const ofPath = this.#counts.get(path) ?? new Map<Operation, Map<string, Count>>();
    const ofOperation = ofPath.get(operation) ?? new Map<string, Count>();
    this.#counts.set(path, ofPath.set(operation, ofOperation.set(by, count)));
    return count;
  }

  #answer(what: Omit<Fault, "code">, begun: number, isRig: boolean): string | undefined {
    const { faults, rigWeather, shareWeather } = this.#plan;
    if (faults !== undefined) return this.#planned.get(keyOf(what));
    const { chance, codes } = isRig ? rigWeather : shareWeather;
    const fate = numberFrom(begun, String(what.nth));
    return fate < chance ? codes[Math.floor((fate / chance) * codes.length)] : undefined;
  }

  /** The bytes of the write that was just asked about, as they arrive on the share. Undefined: as they are. */
  damage(bytes: Uint8Array): Uint8Array | undefined {
    const last = this.#last;
    if (last === undefined || bytes.length === 0) return undefined;
    const { faults, seed, shareWeather } = this.#plan;
    const key = keyOf(last);
    const isDamaged =
      faults === undefined ? numberOf(`${key} flip`, seed) < shareWeather.flips : this.#planned.get(key) === FLIP;
    if (!isDamaged) return undefined;
    this.met.push({ ...last, code: FLIP });
    const damaged = new Uint8Array(bytes);
    flipOne(damaged, numberOf(`${key} bit`, seed));
    return damaged;
  }

  /** What the read that was just asked about gives, of which a bit may become another one: only of the first of a source. */
  misread(bytes: Uint8Array): boolean {
    const last = this.#last;
    const { misreads = 0, seed } = this.#plan;
    if (last === undefined || last.by !== "worker" || last.operation !== "read" || last.nth > 1) return false;
    const key = keyOf(last);
    if (bytes.length === 0 || numberOf(`${key} misread`, seed) >= misreads) return false;
    flipOne(bytes, numberOf(`${key} bit`, seed));
    return true;
  }
}

/** `where`: from 0 to 1. */
function flipOne(bytes: Uint8Array, where: number): void {
  const bit = Math.floor(where * bytes.length * 8);
  bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
}

function keyOf({ by, operation, path, nth }: Omit<Fault, "code">): string {
  return `${by} ${operation} ${path} ${nth}`;
}
