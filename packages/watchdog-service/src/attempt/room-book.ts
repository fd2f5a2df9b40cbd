/** Of a burst of small jobs not each is worth a line. */
const EACH_MS = 10_000;

interface Published {
  readonly jobs: number;
  readonly bytes: number;
  /** Of these the bytes of further copies; absent: none. */
  readonly furtherBytes?: number;
}

/** What was published at each share or disk, and is not noted yet. */
export class RoomBook {
  readonly #notedAt = new Map<string, number>();
  readonly #open = new Map<string, Published>();

  /** `now`: of a clock that never jumps. What is to be noted now; undefined: later, with the next. */
  add(
    root: string,
    { bytes, isFurther }: { readonly bytes: number; readonly isFurther: boolean },
    now: number,
  ): Published | undefined {
    const before = this.#open.get(root) ?? { jobs: 0, bytes: 0 };
    const furtherBytes = (before.furtherBytes ?? 0) + (isFurther ? bytes : 0);
    const further = furtherBytes === 0 ? {} : { furtherBytes };
    const published = { jobs: before.jobs + 1, bytes: before.bytes + bytes, ...further };
    const notedAt = this.#notedAt.get(root);
    if (notedAt !== undefined && now - notedAt < EACH_MS) {
      this.#open.set(root, published);
      return undefined;
    }
    this.#notedAt.set(root, now);
    this.#open.delete(root);
    return published;
  }
}
