import { neverSent, type HttpAnswer, type HttpClient } from "@rigline/foundation/http";
import type { Clock } from "@rigline/foundation/platform";
import type { Random } from "../random.js";
import { SystemError } from "./system-error.js";

/** What the service, or what stands before it, does with a post. `taken…`: it has the job, and nobody hears of it. */
export const ODD_ANSWERS = [
  "unreachable",
  "busy",
  "failing",
  "foreign page",
  "with errors",
  "queued by another",
  "slow",
  "taken and reset",
  "taken and silent",
  "redirected",
  "refused",
] as const;
export type OddAnswer = (typeof ODD_ANSWERS)[number];

/** After these the sender knows that the job was not taken. */
const CLEAR: readonly (OddAnswer | undefined)[] = ["unreachable", "queued by another", "redirected", "refused"];

export interface Post {
  readonly key: string;
  readonly body: string;
  /** Who posts it has heard before that the service has the job by this key. */
  readonly isAnswered: boolean;
  /** The service has asked to be left alone for longer, by `Retry-After`. */
  readonly isEarly: boolean;
}

/** How long the service asks to be left alone when it is busy. */
const BUSY_S = 60;

/** aind-data-transfer-service, as far as the daemon meets it: it knows no keys, and a job that it has it takes no second time. */
export class SimulatedService {
  /** The posts that came, whatever was answered. */
  readonly posts: Post[] = [];
  /** The keys of the jobs that it has. */
  readonly taken = new Set<string>();
  /** The keys of posts that may have been taken, for all that their sender knows. */
  readonly #inDoubt = new Set<string>();
  /** What it does with the next posts; afterwards it works. */
  readonly odd: OddAnswer[];
  /** The keys whose last post left no doubt, and whose post that was. */
  readonly #answered = new Map<string, Clock>();
  /** The keys of jobs that the service has said it has, and who has heard it. */
  readonly #heard = new Map<string, Clock>();
  /** The keys whose senders were asked to wait, and until when in the world's time. */
  readonly #waits = new Map<string, number>();
  readonly #random: Random;
  /** Called when one begins to post, and may not arrive. */
  onBegin: (post: Post) => void = () => {};
  /** Called for each post: its number from 0. */
  onPost: (post: Post) => void = () => {};

  constructor(odd: readonly OddAnswer[], random: Random) {
    this.odd = [...odd];
    this.#random = random;
  }

  of(clock: Clock): HttpClient {
    return {
      post: async (_url, { headers, body, timeoutMs, signal }) => {
        const key = headers["idempotency-key"] ?? "";
        const post = {
          key,
          body: String(body),
          isAnswered: this.#heard.get(key) === clock,
          isEarly: clock.monotonic() < (this.#waits.get(key) ?? 0),
        };
        // What was asked is about the next post, not about those after it.
        this.#waits.delete(key);
        this.onBegin(post);
        // Who is stopped or killed before he has the answer on record does not know whether it arrived: who posts again, has it.
        if (this.#answered.get(post.key) === clock) this.#inDoubt.delete(post.key);
        const odd = this.#nextOdd(post);
        const wasInDoubt = this.#inDoubt.has(post.key);
        this.#inDoubt.add(post.key);
        this.#answered.delete(post.key);
        await clock.sleep(5 + this.#random.below(200), signal);
        if (CLEAR.includes(odd) && !wasInDoubt) this.#answered.set(post.key, clock);
        if (odd === "unreachable") throw neverSent(new SystemError("ECONNREFUSED", "connect", ""));
        this.posts.push(post);
        this.onPost(post);
        const answer = this.#answer(odd, post);
        if (odd === "slow") await clock.sleep(timeoutMs * 0.9, signal);
        if (odd === "taken and silent") {
          await clock.sleep(timeoutMs, signal);
          throw new SystemError("ETIMEDOUT", "post", "");
        }
        if (odd === "taken and reset") throw new SystemError("ECONNRESET", "read", "");
        if (odd === "busy") this.#waits.set(key, clock.monotonic() + BUSY_S * 1000);
        if (odd === undefined || odd === "slow") this.#heard.set(key, clock);
        return answer;
      },
    };
  }

  /** That another has queued the job is no doubt of anybody's: who may have queued it himself, can't tell. */
  #nextOdd({ key }: Post): OddAnswer | undefined {
    const odd = this.odd.shift();
    return odd === "queued by another" && this.#inDoubt.has(key) ? undefined : odd;
  }

  #answer(odd: OddAnswer | undefined, { key }: Post): HttpAnswer {
    switch (odd) {
      case "busy":
        return reply(429, "", { "retry-after": String(BUSY_S) });
      case "failing":
        return reply(500 + this.#random.below(5), "Internal Server Error");
      case "foreign page":
        return reply(200, "<html>Please log in</html>");
      case "with errors":
        return reply(200, JSON.stringify({ message: "There were errors", data: { errors: ["x"] } }));
      case "queued by another":
        return reply(406, JSON.stringify({ data: { errors: ["Job is already running/queued for x"] } }));
      case "redirected":
        return reply(307, "", { location: "http://elsewhere/submit" });
      case "refused":
        return reply(422, JSON.stringify({ message: "There were validation errors" }));
      case "unreachable":
      case "slow":
      case "taken and reset":
      case "taken and silent":
      case undefined:
        if (this.taken.has(key))
          return reply(406, JSON.stringify({ data: { errors: ["Job is already running/queued for x"] } }));
        this.taken.add(key);
        return this.#random.chance(0.2) ? reply(200, "") : reply(200, JSON.stringify({ message: "Submitted Jobs." }));
    }
  }
}

function reply(status: number, body: string, headers: HttpAnswer["headers"] = {}): HttpAnswer {
  return { status, body, headers };
}
