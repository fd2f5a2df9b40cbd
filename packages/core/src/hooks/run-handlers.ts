import type { RiglineError } from "@rigline/foundation/errors";
import { describeFailure } from "./hook-errors.js";
import { freezePayload } from "./freeze-payload.js";
import type { HookKind, SettleResult } from "./hook-kinds.js";
import type { HookRun } from "./hook-run.js";
import type { RegisteredHandler } from "./hook-entries.js";
import { HandlerCall } from "./handler-call.js";

/** One run's handlers, in their final order, with what each is to get. */
interface Dispatch {
  readonly run: HookRun;
  readonly kind: HookKind;
  readonly handlers: readonly RegisteredHandler[];
  readonly payload: unknown;
  readonly payloadFor: ((plugin: string) => unknown) | undefined;
  readonly check: ((answer: unknown, plugin: string) => void) | undefined;
  /** For each handler by itself, in milliseconds; Infinity when the hook's time is for all of them. */
  readonly eachMs: number;
  /** Behind each handler, what its plugin deferred is closed. */
  readonly closes: boolean;
  /** Ends a serial hook at once, whatever its handlers still do. */
  readonly fail: (error: RiglineError) => void;
}

function payloadOf({ payload, payloadFor }: Dispatch, { plugin }: RegisteredHandler): unknown {
  return payloadFor === undefined ? payload : freezePayload(payloadFor(plugin));
}

/** An answer that whoever runs the hook can't take is the failure of the plugin that gave it. */
function acceptAnswer({ check, run }: Dispatch, { plugin, registration }: RegisteredHandler, answer: unknown): void {
  if (check === undefined) return;
  try {
    check(answer, plugin);
  } catch (thrown) {
    throw describeFailure({ plugin, file: registration.file }, run.hook, thrown);
  }
}

/**
 * `series`, `bail` and `waterfall`: one handler after the other. Handlers are awaited here, without a function of their
 * own around each, and only when they returned something to await; one that is given up on is left behind in its
 * `await` while `dispatch.fail` has already answered for the hook.
 */
export async function runSerial(dispatch: Dispatch): Promise<unknown> {
  const { run, kind, handlers, fail } = dispatch;
  let { payload } = dispatch;
  for (const handler of handlers) {
    if (run.stopped !== undefined) throw run.stopped;
    const call = new HandlerCall(run, handler, handler.timeoutMs, fail);
    let answer = call.start(dispatch.payloadFor === undefined ? payload : payloadOf(dispatch, handler));
    if (call.waiting) {
      try {
        answer = await answer;
      } catch (thrown) {
        throw call.rejected(thrown);
      }
      call.resolved();
    }
    if (kind === "series" || answer === undefined || call.expired) continue;
    acceptAnswer(dispatch, handler, answer);
    if (kind === "bail") return { plugin: handler.plugin, answer };
    payload = freezePayload(answer);
  }
  return kind === "waterfall" ? payload : undefined;
}

/** `settle`: every handler runs, whatever the others do; a failure is an entry in the result. */
export async function settleTogether(dispatch: Dispatch): Promise<SettleResult<unknown>> {
  const outcomes = dispatch.handlers.map((handler) => attempt(dispatch, handler));
  return gather(await Promise.all(outcomes));
}

/** The same one after the other, each with the hook's whole time for itself. */
export async function settleOneByOne(dispatch: Dispatch): Promise<SettleResult<unknown>> {
  const outcomes: Outcome[] = [];
  for (const handler of dispatch.handlers) {
    if (!handler.silent) outcomes.push(await attempt(dispatch, handler));
    if (dispatch.closes) outcomes.push(...(await closeDeferred(dispatch, handler)));
  }
  return gather(outcomes);
}

/** Each closing is a call like that of a handler: with the time, the attribution and the events of one. */
async function closeDeferred(dispatch: Dispatch, handler: RegisteredHandler): Promise<Outcome[]> {
  const { effects } = handler.registration;
  const outcomes: Outcome[] = [];
  for (let close = effects.take(); close !== undefined; close = effects.take())
    outcomes.push(await attempt(dispatch, { ...handler, timeoutMs: Infinity, handle: close }));
  effects.end();
  return outcomes;
}

interface Outcome {
  readonly plugin: string;
  readonly answer?: unknown;
  readonly error?: RiglineError;
}

/** Resolves once the handler has settled or was given up on; never rejects. */
function attempt(dispatch: Dispatch, handler: RegisteredHandler): Promise<Outcome> {
  const { plugin } = handler;
  return new Promise((resolve) => {
    const fail = (error: unknown): void => resolve({ plugin, error: error as RiglineError });
    const succeed = (answer: unknown): void => {
      try {
        if (answer !== undefined) acceptAnswer(dispatch, handler, answer);
        resolve({ plugin, answer });
      } catch (error) {
        fail(error);
      }
    };
    try {
      const limitMs = Math.min(handler.timeoutMs, dispatch.eachMs);
      const call = new HandlerCall(dispatch.run, handler, limitMs, fail);
      const returned = call.start(payloadOf(dispatch, handler));
      if (call.waiting) follow(call, returned, succeed, fail);
      else succeed(returned);
    } catch (error) {
      fail(error);
    }
  });
}

function follow(
  call: HandlerCall,
  returned: unknown,
  succeed: (answer: unknown) => void,
  fail: (error: unknown) => void,
): void {
  Promise.resolve(returned).then(
    (answer) => {
      call.resolved();
      return succeed(answer);
    },
    (thrown: unknown) => fail(call.rejected(thrown)),
  );
}

function gather(outcomes: readonly Outcome[]): SettleResult<unknown> {
  return {
    answers: outcomes.flatMap(({ plugin, answer }) => (answer === undefined ? [] : [{ plugin, answer }])),
    errors: outcomes.flatMap(({ error }) => error ?? []),
  };
}
