import type { HttpAnswer } from "@rigline/foundation/http";
import { hideCredentials } from "@rigline/foundation/redaction";
import type { Clock } from "@rigline/foundation/platform";
import { retryAfter } from "../errors/retry-after.js";

/**
 * What a fleet's refusal is of. `content`: of what was sent, which it will not take another time either; `rig`: it does not let this rig
 * speak; `address`: no fleet answers there, or one of another version; `moment`: of now.
 */
type RefusalOf = "content" | "rig" | "address" | "moment";

/** An answer by which the fleet did not take what was asked. */
export class FleetRefusal extends Error {
  readonly of: RefusalOf;
  /** What a person is to do; null: nothing. */
  readonly todo: string | null;
  /** When it may be asked again, by the monotonic clock; undefined: it does not say. */
  readonly notBefore: number | undefined;
  /** A part of it may be taken. */
  readonly isTooMuch: boolean;

  constructor(answer: HttpAnswer, clock: Pick<Clock, "now" | "monotonic">) {
    const { status } = answer;
    const reason = hideCredentials(answer.body.trim().split("\n")[0]?.slice(0, 200) ?? "");
    super(`it answered ${status}: ${MEANINGS[status] ?? reason}`);
    this.isTooMuch = status === 413;
    this.of = kindOf(status);
    this.todo = TODOS[this.of];
    this.notBefore = retryAfter(answer, clock);
  }
}

const MEANINGS: Readonly<Record<number, string>> = {
  401: "this rig's token is not one of its tokens, or is revoked",
  413: "it was too much at once for it, or for a proxy before it",
};

const TODOS: Readonly<Record<RefusalOf, string | null>> = {
  content: "Bring rigline-fleet up to date: it is older than this rig, or has a fault",
  rig: "Make a token for this rig with `rigline-fleet rigs token`, and put it where `rigline.fleet.token` says",
  address: "Check `rigline.fleet.url`, and that the fleet's server is no older than this rig",
  moment: null,
};

function kindOf(status: number): RefusalOf {
  if (status === 400 || status === 413 || status === 422) return "content";
  if (status === 401 || status === 403) return "rig";
  if (status >= 500 || status === 408 || status === 425 || status === 429) return "moment";
  return "address";
}
