import { messageOf, type RiglineError, isThenable } from "@rigline/foundation/errors";
import { mark } from "@rigline/foundation/marks";
import { describeFailure, abortedCall, timedOutCall } from "./hook-errors.js";
import { CallContext } from "./handler-context.js";
import type { HookRun } from "./hook-run.js";
import type { RegisteredHandler } from "./hook-entries.js";

/** One call of one handler: it settles once, in time or by being given up on; what comes after that is logged. */
export class HandlerCall {
  /** True from the return of a thenable until it settles or is given up on. */
  waiting = false;
  expired = false;
  #controller: AbortController | undefined;
  #abortReason: unknown;
  #cancelTimer: (() => void) | undefined;
  #startedAt = 0;

  constructor(
    readonly run: HookRun,
    readonly handler: RegisteredHandler,
    /** For this call alone; Infinity when only the hook's own time counts. */
    readonly limitMs: number,
    /** Told when the handler is given up on. */
    readonly giveUp: (error: RiglineError) => void,
  ) {}

  /** Calls the handler and returns what it returned; `waiting` says whether that is to be awaited. Throws coded errors. */
  start(payload: unknown): unknown {
    const { run, handler } = this;
    if (run.traced) this.#begin();
    try {
      const { around } = run.tools;
      const context = new CallContext(handler.registration, this);
      const returned =
        around === undefined
          ? handler.handle(payload, context)
          : around({ hook: run.hook, plugin: handler.plugin }, () => handler.handle(payload, context));
      if (isThenable(returned)) this.#wait();
      else if (run.traced) this.#report("ok");
      return returned;
    } catch (thrown) {
      this.#report("error", thrown);
      throw this.#describe(thrown);
    }
  }

  /** The hook's own signal, unless this handler has a time of its own. */
  get signal(): AbortSignal {
    if (this.limitMs === Infinity) return this.run.signal;
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      const reason = this.#abortReason ?? this.run.abortReason;
      if (reason !== undefined) this.#controller.abort(reason);
      this.run.listen();
    }
    return this.#controller.signal;
  }

  resolved(): void {
    if (this.expired) this.#reportLate("ok");
    else this.#leave("ok");
  }

  /** The coded error for what the handler rejected with. */
  rejected(thrown: unknown): RiglineError {
    if (this.expired) this.#reportLate("error", thrown);
    else this.#leave("error", thrown);
    return this.#describe(thrown);
  }

  expire(error: RiglineError): void {
    if (!this.waiting) return;
    mark("hook: a handler that is over its time is given up");
    this.expired = true;
    this.#leave(error.code === "HOOK_TIMED_OUT" ? "timeout" : "error", error);
    this.abort(error);
    this.giveUp(error);
  }

  abort(reason: unknown): void {
    this.#abortReason ??= reason;
    this.#controller?.abort(reason);
  }

  #wait(): void {
    this.waiting = true;
    this.run.waitFor(this);
    if (this.limitMs !== Infinity) this.#limit(this.limitMs);
  }

  #limit(limitMs: number): void {
    this.#cancelTimer = this.run.timer(limitMs, () => {
      if (this.run.isAsking) this.#limit(limitMs);
      else this.expire(timedOutCall(this, limitMs, "this handler's own time"));
    });
  }

  #leave(outcome: "ok" | "error" | "timeout", thrown?: unknown): void {
    this.waiting = false;
    this.#cancelTimer?.();
    if (this.run.traced) this.#report(outcome, thrown);
  }

  #describe(thrown: unknown): RiglineError {
    const { run, handler } = this;
    if (run.stopped?.code === "HOOK_ABORTED" && isAbort(thrown, run.abortReason)) return abortedCall(this, thrown);
    return describeFailure(handler.registration, run.hook, thrown);
  }

  #begin(): void {
    const { run, handler } = this;
    run.tools.events.emit("handler.started", { hook: run.hook, plugin: handler.plugin });
    this.#startedAt = run.tools.clock.monotonic();
  }

  #report(outcome: "ok" | "error" | "timeout", thrown?: unknown): void {
    if (this.run.traced) this.#emit(outcome, outcome === "ok" ? undefined : messageOf(thrown));
  }

  #reportLate(outcome: "ok" | "error", thrown?: unknown): void {
    mark("hook: a handler that settles after it was given up is told and ignored");
    const { run, handler } = this;
    const error = outcome === "ok" ? undefined : messageOf(thrown);
    const obeyed = outcome === "error" && isAbort(thrown, run.abortReason);
    const how = outcome === "ok" ? "finished" : obeyed ? "ended because its signal was aborted" : `failed: ${error}`;
    const message = `plugin "${handler.plugin}" settled ${run.hook} after it was given up on; it ${how}`;
    if (outcome === "ok" || obeyed) run.tools.log.info(message);
    else run.tools.log.warning(message);
    this.#emit("late", error);
  }

  #emit(outcome: "ok" | "error" | "timeout" | "late", error: string | undefined): void {
    const { run, handler } = this;
    const milliseconds = run.traced ? run.tools.clock.monotonic() - this.#startedAt : 0;
    const settled = { hook: run.hook, plugin: handler.plugin, milliseconds, outcome };
    run.tools.events.emit("handler.settled", error === undefined ? settled : { ...settled, error });
  }
}

function isAbort(thrown: unknown, reason: unknown): boolean {
  return thrown === reason || (thrown instanceof Error && thrown.name === "AbortError");
}
