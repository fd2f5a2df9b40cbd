import { EventEmitter } from "eventemitter3";
import { messageOf, isThenable } from "@rigline/foundation/errors";
import type { Logger } from "@rigline/foundation/platform";
import type { EventBus, LauncherEventName, LauncherEvents } from "./launcher-events.js";

export interface EventBusOptions {
  readonly log: Logger;
  readonly now: () => Date;
  /** What every event passes before any listener: the gate that hides secrets. */
  readonly show?: <Event extends LauncherEvents[LauncherEventName]>(event: Event) => Event;
}

type AnyListener = Parameters<EventBus["onAny"]>[0];

/**
 * Read-only notifications. A listener that throws or rejects is logged with the event's and its own name, and harms
 * neither the other listeners nor the one who emits.
 */
export function createEventBus({ log, now, show = (event) => event }: EventBusOptions): EventBus {
  const emitter = new EventEmitter();
  const expected = new Set<LauncherEventName>();
  let anyListeners: readonly AnyListener[] = [];

  const guard = (event: LauncherEventName, listener: { readonly name: string }, call: () => unknown): void => {
    const complain = (thrown: unknown): void =>
      log.warning(
        `a listener of ${event}${listener.name === "" ? "" : ` (${listener.name})`} failed: ${messageOf(thrown)}`,
      );
    try {
      const returned = call();
      // Nearly every listener returns nothing: a promise for each would cost more than the listener.
      if (isThenable(returned)) Promise.resolve(returned).catch(complain);
    } catch (thrown) {
      complain(thrown);
    }
  };

  return {
    emit: (name, told) => {
      const at = now();
      const event = show(told);
      for (const listener of anyListeners) guard(name, listener, () => listener(name, event, at));
      emitter.emit(name, event);
    },
    on: (name, listener) => {
      const guarded = (event: LauncherEvents[typeof name]): void => guard(name, listener, () => listener(event));
      emitter.on(name, guarded);
      return () => void emitter.off(name, guarded);
    },
    onAny: (listener) => {
      // Wrapped, so that the same function can listen twice and each registration is taken back by itself.
      const own: AnyListener = (name, event, at) => listener(name, event, at);
      Object.defineProperty(own, "name", { value: listener.name });
      anyListeners = [...anyListeners, own];
      return () => {
        anyListeners = anyListeners.filter((other) => other !== own);
      };
    },
    expectEach: (name) => void expected.add(name),
    isEachExpected: (name) => expected.has(name),
    hasListeners: (name) => anyListeners.length > 0 || emitter.listenerCount(name) > 0,
  };
}
