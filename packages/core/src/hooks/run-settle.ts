import type { RiglineError } from "@rigline/foundation/errors";
import { acceptAnswer, payloadOf, type Dispatch } from "./dispatch.js";
import { HandlerCall } from "./handler-call.js";
import type { SettleResult } from "./hook-results.js";
import type { RegisteredHandler } from "./registered-handler.js";

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
