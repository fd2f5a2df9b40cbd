/** As much as is read at once. */
const PIECE_BYTES = 1024 * 1024;
/** So many are read ahead of the hash. With 16 or 32 a file takes as long as with 8. */
const PIECES = 8;
/** Of sha512. */
const DIGEST_BYTES = 64;

/** Where the numbers stand that both threads look at. */
const [STATE, GIVEN, TAKEN, DIGEST_LENGTH, LENGTHS] = [0, 1, 2, 3, 4] as const;
const [STARTING, IDLE, HASHING, FAILED] = [0, 1, 2, 3] as const;
/** In place of a piece's length: there are no more. */
const END = -1;

/** Memory of both threads. */
export interface RingMemory {
  readonly bytes: SharedArrayBuffer;
  readonly numbers: SharedArrayBuffer;
}

export function shareRing(): RingMemory {
  return {
    bytes: new SharedArrayBuffer(PIECES * PIECE_BYTES + DIGEST_BYTES),
    numbers: new SharedArrayBuffer((LENGTHS + PIECES) * Int32Array.BYTES_PER_ELEMENT),
  };
}

class Ring {
  protected readonly bytes: Uint8Array;
  readonly #numbers: Int32Array;

  constructor({ bytes, numbers }: RingMemory) {
    this.bytes = new Uint8Array(bytes);
    this.#numbers = new Int32Array(numbers);
  }

  protected get(place: number): number {
    return Atomics.load(this.#numbers, place);
  }

  protected set(place: number, value: number): void {
    Atomics.store(this.#numbers, place, value);
    Atomics.notify(this.#numbers, place);
  }

  /** False: so long nobody has set it to another value. */
  protected waitWhile(place: number, value: number, milliseconds?: number): boolean {
    return Atomics.wait(this.#numbers, place, value, milliseconds) !== "timed-out";
  }

  protected piece(index: number, bytes: number): Uint8Array {
    const from = (index % PIECES) * PIECE_BYTES;
    return this.bytes.subarray(from, from + bytes);
  }
}

/** Where pieces of a file go in, in the thread that reads. What it waits for it hears without its event loop, which stands still while it reads. */
export class RingEntry extends Ring {
  readonly #patienceMs: number;
  #given = 0;

  /** `patienceMs`: after so long the other thread is not waited for any more. */
  constructor(memory: RingMemory, patienceMs: number) {
    super(memory);
    this.#patienceMs = patienceMs;
  }

  /** Whether the other thread has come up. */
  isReady(): boolean {
    this.waitWhile(STATE, STARTING, this.#patienceMs);
    return this.get(STATE) === IDLE;
  }

  begin(): void {
    this.#given = 0;
    this.set(GIVEN, 0);
    this.set(TAKEN, 0);
    this.set(STATE, HASHING);
  }

  /** Memory for the next piece, as soon as there is some. Throws when the other thread does not answer. */
  room(): Uint8Array {
    for (let taken = this.get(TAKEN); this.#given - taken >= PIECES; taken = this.get(TAKEN)) this.#await(TAKEN, taken);
    return this.piece(this.#given, PIECE_BYTES);
  }

  /** So many bytes of the memory that `room` gave last are there. */
  give(bytes: number): void {
    this.set(LENGTHS + (this.#given % PIECES), bytes);
    this.#given += 1;
    this.set(GIVEN, this.#given);
  }

  /** The hash of all that was given, in lower-case hex. Throws when the other thread does not answer. */
  end(): string {
    this.room();
    this.give(END);
    while (this.get(STATE) === HASHING) this.#await(STATE, HASHING);
    this.#requireUnfailed();
    const digest = this.bytes.subarray(PIECES * PIECE_BYTES, PIECES * PIECE_BYTES + this.get(DIGEST_LENGTH));
    return Buffer.from(digest).toString("hex");
  }

  #await(place: number, value: number): void {
    this.#requireUnfailed();
    if (!this.waitWhile(place, value, this.#patienceMs)) throw new Error("the thread that hashes does not answer");
    this.#requireUnfailed();
  }

  #requireUnfailed(): void {
    if (this.get(STATE) === FAILED) throw new Error("the thread that hashes has failed");
  }
}

/** Where they come out, in the thread that hashes. */
export class RingExit extends Ring {
  ready(): void {
    this.set(STATE, IDLE);
  }

  /** Hands on each piece, until there are no more. */
  drain(onPiece: (piece: Uint8Array) => void): void {
    for (let taken = 0; ;) {
      const given = this.get(GIVEN);
      // Whoever reads may wait for the device as long as it likes.
      if (given === taken) this.waitWhile(GIVEN, given);
      for (; taken < given; taken += 1) {
        const length = this.get(LENGTHS + (taken % PIECES));
        if (length === END) return;
        onPiece(this.piece(taken, length));
        this.set(TAKEN, taken + 1);
      }
    }
  }

  answer(digest: Uint8Array): void {
    this.bytes.set(digest, PIECES * PIECE_BYTES);
    this.set(DIGEST_LENGTH, digest.length);
    this.set(STATE, IDLE);
  }

  fail(): void {
    this.set(STATE, FAILED);
    // Whoever waits for room looks what has become of it.
    this.set(TAKEN, END);
  }
}
