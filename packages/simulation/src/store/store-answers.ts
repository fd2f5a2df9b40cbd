/** What a store, or the way there, makes of a request, by the name that S3 has for it; `ECONNRESET` and `page`: it never came to a store. */
interface OddAnswer {
  readonly status?: number;
  /** Whether AWS's kit asks again by itself. */
  readonly passes?: boolean;
  /** How long the answer takes. */
  readonly ms?: number;
}

const NETWORK_MS = 60_000;

export const STORE_ANSWERS = {
  SlowDown: { status: 503, passes: true },
  InternalError: { status: 500, passes: true },
  ECONNRESET: { passes: true },
  TimeoutError: { passes: true, ms: NETWORK_MS },
  RequestTimeTooSkewed: { status: 403, passes: true },
  InvalidAccessKeyId: { status: 403 },
  AccessDenied: { status: 403 },
  NoSuchBucket: { status: 404 },
  ConditionalRequestConflict: { status: 409 },
  // Of somebody who wants a person to sign in.
  page: { status: 200 },
} as const satisfies Readonly<Record<string, OddAnswer>>;
export type StoreAnswer = keyof typeof STORE_ANSWERS;

/** As the kit throws it. */
export class Refused extends Error {
  override readonly name: string;
  readonly code: string;
  readonly $metadata: { readonly httpStatusCode?: number };

  constructor(name: string, status?: number) {
    super(name);
    this.name = this.code = name;
    this.$metadata = status === undefined ? {} : { httpStatusCode: status };
  }

  /** The answer to a look has no body that could say more than the status. */
  ofHead(): Refused {
    const { httpStatusCode } = this.$metadata;
    return httpStatusCode === undefined ? this : new Refused("UnknownError", httpStatusCode);
  }
}

export function refusalOf(answer: StoreAnswer): Refused {
  const { status }: OddAnswer = STORE_ANSWERS[answer];
  return new Refused(answer, status);
}

export function traitsOf(answer: string): OddAnswer {
  return STORE_ANSWERS[answer as StoreAnswer] ?? {};
}
