import type { GuardedPlace } from "../plugins/open-resources.js";

/** Behind the numbers, in bytes; a longer place is cut. */
const LONGEST_PLACE = 1000;
const NUMBERS = 16;

/** What the main thread leaves for the thread that watches it: memory that both see, whatever the first one does. */
interface SharedState {
  readonly memory: SharedArrayBuffer;
  /** The main thread has come by. */
  beat(): void;
  readonly beats: number;
  /** The main thread has heard an interrupt. */
  hear(): void;
  readonly heard: number;
  /** Whose code is called now. */
  enter(place: GuardedPlace): void;
  readonly place: GuardedPlace | undefined;
}

const BEATS = 0;
const HEARD = 1;
const LENGTH = 2;

export function shareState(memory = new SharedArrayBuffer(NUMBERS + LONGEST_PLACE)): SharedState {
  const numbers = new Int32Array(memory, 0, NUMBERS / Int32Array.BYTES_PER_ELEMENT);
  const text = new Uint8Array(memory, NUMBERS);
  return {
    memory,
    beat: () => void Atomics.add(numbers, BEATS, 1),
    get beats() {
      return Atomics.load(numbers, BEATS);
    },
    hear: () => void Atomics.add(numbers, HEARD, 1),
    get heard() {
      return Atomics.load(numbers, HEARD);
    },
    enter: (place) => {
      const bytes = Buffer.from(JSON.stringify(place));
      if (bytes.length > LONGEST_PLACE) return;
      text.set(bytes);
      Atomics.store(numbers, LENGTH, bytes.length);
    },
    get place() {
      // Copied: what is shared can't be decoded.
      const bytes = Buffer.from(text.slice(0, Atomics.load(numbers, LENGTH)));
      try {
        return JSON.parse(bytes.toString()) as GuardedPlace;
      } catch {
        return undefined;
      }
    },
  };
}

/** What the watching thread is started with. */
export interface WatcherData {
  readonly memory: SharedArrayBuffer;
  readonly plugins: readonly { readonly name: string; readonly file: string }[];
}

/** Under this symbol the main thread leaves the function that ends the process. */
export const END_KEY = "rigline.endBlocked";
