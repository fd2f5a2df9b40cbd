import { createHash, timingSafeEqual } from "node:crypto";
import type { Clock } from "@rigline/foundation/platform";

/** Of chance that nobody can guess: 32 bytes, as letters, digits, `-` and `_`. */
export type MakeSecret = () => string;

const CODE_MS = 2 * 60_000;
const MOST_VISITS = 200;

/**
 * Who may see the page. A one-time code of two minutes opens a visit, whose secret is a cookie from then on; scripts have a bearer token
 * from a file that this user alone may read. All of it is forgotten when the page ends.
 */
export class Access {
  readonly #clock: Pick<Clock, "monotonic">;
  readonly #makeSecret: MakeSecret;
  /** Hashes only: what is compared takes the same time whatever is given. */
  readonly #codes = new Map<string, number>();
  readonly #visits = new Set<string>();
  readonly #bearer: string;

  constructor(clock: Pick<Clock, "monotonic">, makeSecret: MakeSecret) {
    this.#clock = clock;
    this.#makeSecret = makeSecret;
    this.#bearer = makeSecret();
  }

  /** For the file. */
  get bearer(): string {
    return this.#bearer;
  }

  makeCode(): string {
    const code = this.#makeSecret();
    this.#codes.set(hash(code), this.#clock.monotonic() + CODE_MS);
    return code;
  }

  /** The cookie's secret for a code that is in time and was not used; undefined otherwise. */
  takeCode(code: string): string | undefined {
    const given = hash(code);
    const until = this.#codes.get(given);
    this.#codes.delete(given);
    if (until === undefined || this.#clock.monotonic() > until) return undefined;
    const secret = this.#makeSecret();
    this.#visits.add(hash(secret));
    const [oldest] = this.#visits;
    if (this.#visits.size > MOST_VISITS && oldest !== undefined) this.#visits.delete(oldest);
    return secret;
  }

  isVisit(secret: string | undefined): boolean {
    return secret !== undefined && this.#visits.has(hash(secret));
  }

  isBearer(header: string | undefined): boolean {
    const [, given] = /^Bearer ([\w-]+)$/.exec(header ?? "") ?? [];
    return given !== undefined && timingSafeEqual(Buffer.from(hash(given)), Buffer.from(hash(this.#bearer)));
  }
}

function hash(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
