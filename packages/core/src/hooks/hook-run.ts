import type { RiglineError } from "@rigline/foundation/errors";
import type { EventBus } from "../events/launcher-events.js";
import type { Clock, Logger } from "@rigline/foundation/platform";
import { ABORT_GRACE_MS, abortedRun, ignoredAbort, timedOutCall, type NamedCall } from "./hook-errors.js";

/** What running hooks takes from outside. */
export interface HookTools {
  readonly events: Pick<EventBus, "emit" | "hasListeners">;
  readonly log: Logger;
  readonly clock: Clock;
  /** Whether a question to a person is open: its time is nobody's fault. */
  readonly isAsking?: (() => boolean) | undefined;
  /** Wraps each call of a handler; must call `call` at once and return what it returns. */
  readonly around?:
    | ((place: { readonly plugin: string; readonly hook: string }, call: () => unknown) => unknown)
    | undefined;
}

/** A call that returned a thenable. */
interface WaitedCall extends NamedCall {
  /** False once it has settled or was given up on. */
  readonly waiting: boolean;
  abort(reason: unknown): void;
  /** Gives it up. */
  expire(error: RiglineError): void;
}

/** One run of one hook: its signal, its time, and why it stops. Timers and signals exist only once something waits. */
export class HookRun {
  readonly traced: boolean;
  /** Why no further handler of a serial hook is started. */
  stopped: RiglineError | undefined;
  /** What signals were, or are to be, aborted with. */
  abortReason: unknown;
  /** Some may have settled since. */
  readonly #calls: WaitedCall[] = [];
  #controller: AbortController | undefined;
  #cancelTimer: (() => void) | undefined;
  #armed = false;
  #disarmed = false;
  #onAbort: (() => void) | undefined;

  constructor(
    readonly hook: string,
    readonly tools: HookTools,
    /** Infinity where each handler has the hook's time for itself. */
    readonly limitMs: number,
    readonly outer: AbortSignal | undefined,
  ) {
    this.traced = isTraced(tools.events);
    if (outer?.aborted === true) this.#abort();
  }

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.abortReason !== undefined) this.#controller.abort(this.abortReason);
      this.listen();
    }
    return this.#controller.signal;
  }

  /** The hook's time starts to count with the first call that is waited for. */
  waitFor(call: WaitedCall): void {
    this.#calls.push(call);
    if (this.#armed || this.#disarmed) return;
    this.#armed = true;
    this.tools.clock.keepAlive.hold();
    this.listen();
    this.#limit(this.stopped === undefined ? this.limitMs : Math.min(ABORT_GRACE_MS, this.limitMs));
  }

  /** Hears the abort of the session from now on. */
  listen(): void {
    if (this.outer === undefined || this.#onAbort !== undefined) return;
    this.#onAbort = () => this.#abort();
    this.outer.addEventListener("abort", this.#onAbort, { once: true });
  }

  disarm(): void {
    if (this.#armed && !this.#disarmed) this.tools.clock.keepAlive.release();
    this.#disarmed = true;
    this.#cancelTimer?.();
    if (this.#onAbort !== undefined) this.outer?.removeEventListener("abort", this.#onAbort);
  }

  timer(milliseconds: number, callback: () => void): (() => void) | undefined {
    return milliseconds === Infinity ? undefined : this.tools.clock.after(milliseconds, callback);
  }

  #limit(milliseconds: number): void {
    this.#cancelTimer?.();
    this.#cancelTimer = this.timer(milliseconds, () => this.#giveUp());
  }

  /** While a person thinks about an answer, nobody is late. */
  get isAsking(): boolean {
    return this.stopped === undefined && this.tools.isAsking?.() === true;
  }

  #giveUp(): void {
    if (this.isAsking) {
      this.#limit(this.limitMs);
      return;
    }
    const late = this.#calls
      .filter((call) => call.waiting)
      .map((call) => ({
        call,
        error:
          this.stopped === undefined
            ? timedOutCall(call, this.limitMs, "the time of the hook as a whole")
            : ignoredAbort(call),
      }));
    this.stopped ??= late[0]?.error;
    this.abortReason ??= this.stopped;
    this.#controller?.abort(this.abortReason);
    for (const { call, error } of late) call.expire(error);
  }

  #abort(): void {
    if (this.stopped !== undefined) return;
    this.abortReason = this.outer?.reason;
    this.stopped = abortedRun(this.hook, this.abortReason);
    this.#controller?.abort(this.abortReason);
    for (const call of this.#calls) if (call.waiting) call.abort(this.abortReason);
    if (this.#armed) this.#limit(Math.min(ABORT_GRACE_MS, this.limitMs));
  }
}

const TRACED = ["handler.settled", "hook.settled", "handler.started", "hook.started"] as const;

/** Only when somebody listens are times taken and events made. */
function isTraced(events: HookTools["events"]): boolean {
  return TRACED.some((name) => events.hasListeners?.(name) !== false);
}
