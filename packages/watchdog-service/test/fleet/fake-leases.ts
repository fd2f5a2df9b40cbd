import type { FleetAnswer, FleetPush, Lease } from "@rigline/manifest/fleet";
import type { HttpRequest } from "../../src/catalogue/http-request.js";

/** A fleet that keeps one lease, without a clock: it is over when the test says so. */
export class FakeLeases {
  #lease: Lease | undefined;
  /** Whose it was when it was over, and until when he sleeps. */
  #asleep: { readonly holder: string; readonly until: Promise<void> } | undefined;
  /** An answer to a question who holds it is kept back for as long as this is there, as to a machine that sleeps. */
  pause: Promise<void> | undefined;
  /** Only that to the how many-th question; absent: to each. */
  pauseAt: number | undefined;
  onPause = (): void => {};
  /** How often it was asked who holds it. */
  questions = 0;
  isAway = false;

  expire(): void {
    if (this.#lease === undefined) return;
    const { holder } = this.#lease;
    if (this.pause !== undefined) this.#asleep = { holder, until: this.pause };
    this.#lease = { ...this.#lease, left: 0 };
  }

  /** Whose it is. */
  get holder(): string | undefined {
    return this.#lease?.holder;
  }

  get token(): number | undefined {
    return this.#lease?.token;
  }

  readonly request: HttpRequest = async (url, { method, body }) => {
    if (this.isAway) throw new Error("nobody answers");
    if (url.endsWith("/v1/events")) return answer(200, takeAll(JSON.parse(body ?? "{}") as FleetPush));
    if (method === "GET") {
      this.questions += 1;
      const told = answer(200, this.#lease);
      // What is told was so when it was asked; it may be late.
      if (this.pause !== undefined && this.questions === (this.pauseAt ?? this.questions)) {
        this.onPause();
        await this.pause;
      }
      return told;
    }
    const { holder } = JSON.parse(body ?? "{}") as { readonly holder: string };
    // Nobody renews what is over in his sleep: neither by what he has sent and nobody had read, nor by a timer of a machine that only acts it.
    if (holder === this.#asleep?.holder) await this.#asleep.until;
    const isHeld = this.#lease !== undefined && this.#lease.left > 0;
    const isHis = this.#lease?.holder === holder;
    if (url.endsWith("/end")) {
      if (isHis) this.expire();
      return answer(200, { ended: isHis });
    }
    if (isHeld && !isHis) return answer(423, this.#lease);
    const token = isHeld ? (this.#lease?.token ?? 1) : (this.#lease?.token ?? 0) + 1;
    this.#lease = { name: "room-3", holder, token, left: 60 };
    return answer(200, this.#lease);
  };
}

/** Whatever a push brings is there. */
function takeAll({ journals }: FleetPush): FleetAnswer {
  return { have: journals.map(({ job, epoch, to, tail }) => ({ job, epoch, seq: to, tail })), wishes: [] };
}

function answer(status: number, value: unknown): Awaited<ReturnType<HttpRequest>> {
  return { status, headers: {}, body: JSON.stringify(value ?? {}) };
}
