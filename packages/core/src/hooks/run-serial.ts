import { acceptAnswer, payloadOf, type Dispatch } from "./dispatch.js";
import { freezePayload } from "./freeze-payload.js";
import { HandlerCall } from "./handler-call.js";

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
