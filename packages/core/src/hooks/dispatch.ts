import type { RiglineError } from "@rigline/foundation/errors";
import { describeFailure } from "./describe-failure.js";
import { freezePayload } from "./freeze-payload.js";
import type { HookKind } from "./hook-kinds.js";
import type { HookRun } from "./hook-run.js";
import type { RegisteredHandler } from "./registered-handler.js";

/** One run's handlers, in their final order, with what each is to get. */
export interface Dispatch {
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

export function payloadOf({ payload, payloadFor }: Dispatch, { plugin }: RegisteredHandler): unknown {
  return payloadFor === undefined ? payload : freezePayload(payloadFor(plugin));
}

/** An answer that whoever runs the hook can't take is the failure of the plugin that gave it. */
export function acceptAnswer(
  { check, run }: Dispatch,
  { plugin, registration }: RegisteredHandler,
  answer: unknown,
): void {
  if (check === undefined) return;
  try {
    check(answer, plugin);
  } catch (thrown) {
    throw describeFailure({ plugin, file: registration.file }, run.hook, thrown);
  }
}
