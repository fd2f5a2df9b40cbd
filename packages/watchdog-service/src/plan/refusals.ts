import { RiglineError } from "@rigline/foundation/errors";
import { planError } from "./plan-errors.js";

/** What a person has to mend at one file, whatever is with the others. */
const BY_HAND = ["SOURCE_LINK", "SOURCE_NOT_REGULAR", "SOURCE_NAME_NOT_TEXT", "PATHS_COLLIDE"] as const;
const TOLD = 5;

/** What stands in the way of a plan and is looked past, so that a person hears of all of it and not of one after the other. */
export class Refusals {
  readonly #found: { readonly code: (typeof BY_HAND)[number]; readonly error: RiglineError }[] = [];
  #count = 0;

  /** Throws what ends the plan at once. */
  attempt(work: () => void): void {
    try {
      work();
    } catch (error) {
      const code = error instanceof RiglineError ? BY_HAND.find((known) => known === error.code) : undefined;
      if (code === undefined) throw error;
      this.#count += 1;
      if (this.#count <= TOLD) this.#found.push({ code, error: error as RiglineError });
    }
  }

  /** Throws the first with the others in its reason; nothing where nothing stood in the way. */
  throwFound(): void {
    const [first, ...others] = this.#found;
    if (first === undefined) return;
    if (others.length === 0) throw first.error;
    const { message: what, where, why, cause } = first.error;
    const more = this.#count > TOLD ? [`and ${this.#count - TOLD} more`] : [];
    const besides = `besides: ${[...others.map(({ error }) => error.message), ...more].join("; ")}`;
    const todo = [...new Set(this.#found.map(({ error }) => error.advice))].join(" ");
    throw planError(first.code, { what, where, why: why === undefined ? besides : `${why}; ${besides}`, todo, cause });
  }
}
