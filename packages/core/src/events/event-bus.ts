import { EventEmitter } from "eventemitter3";
import { messageOf, isThenable } from "@rigline/foundation/errors";
import type { Logger } from "@rigline/foundation/platform";
import { mark } from "@rigline/foundation/marks";
import type { EventBus, LauncherEventName, LauncherEvents, EventFeed } from "./launcher-events.js";

interface EventBusOptions {
  readonly log: Logger;
  readonly now: () => Date;
  /** What every event passes before any listener: the gate that hides secrets. */
  readonly show?: <Event extends LauncherEvents[LauncherEventName]>(event: Event) => Event;
}

/** Where every event goes too, for those who hear all. */
const EVERY = "*";

type AnyListener = Parameters<EventBus["onAny"]>[0];
type Channels = { [Name in LauncherEventName]: (event: LauncherEvents[Name]) => void } & {
  [EVERY]: AnyListener;
};

type EventArgs<Name extends LauncherEventName> = EventEmitter.EventArgs<Channels, Name>;
type EventListener<Name extends LauncherEventName> = EventEmitter.EventListener<Channels, Name>;

/**
 * Read-only notifications. A listener that throws or rejects is logged with the event's and its own name, and harms
 * neither the other listeners nor the one who emits.
 */
export function createEventBus({ log, now, show = (event) => event }: EventBusOptions): EventBus {
  const emitter = new EventEmitter<Channels>();
  const expected = new Set<LauncherEventName>();

  const complain = (event: LauncherEventName, { name }: { readonly name: string }, thrown: unknown): void => {
    mark("events: a listener that fails harms neither the others nor who emits");
    log.warning(`a listener of ${event}${name === "" ? "" : ` (${name})`} failed: ${messageOf(thrown)}`);
  };
  // Nearly every listener returns nothing: a promise for each would cost more than the listener.
  const follow = (event: LauncherEventName, listener: { readonly name: string }, returned: unknown): void => {
    if (isThenable(returned)) Promise.resolve(returned).catch((thrown) => complain(event, listener, thrown));
  };

  // Each registration has a function of its own, so that one listener can listen twice and be taken back one at a time.
  return {
    emit: (name, told) => {
      const event = show(told);
      emitter.emit(EVERY, name, event, now());
      // TypeScript can't look a name up in the map before it knows which it is.
      emitter.emit(name, ...([event] as EventArgs<typeof name>));
    },
    on: (name, listener) => {
      const guarded = (event: LauncherEvents[typeof name]): void => {
        try {
          follow(name, listener, listener(event));
        } catch (thrown) {
          complain(name, listener, thrown);
        }
      };
      const registered = guarded as unknown as EventListener<typeof name>;
      emitter.on(name, registered);
      return () => void emitter.off(name, registered);
    },
    onAny: (listener) => {
      const guarded: AnyListener = (name, event, at) => {
        try {
          follow(name, listener, listener(name, event, at));
        } catch (thrown) {
          complain(name, listener, thrown);
        }
      };
      emitter.on(EVERY, guarded);
      return () => void emitter.off(EVERY, guarded);
    },
    expectEach: (name) => void expected.add(name),
    isEachExpected: (name) => expected.has(name),
    hasListeners: (name) => emitter.listenerCount(EVERY) + emitter.listenerCount(name) > 0,
  };
}

/** Has a listener taken back at its plugin's end; the answer takes it back before. */
export type HoldListener = (what: string, leave: () => void) => () => void;

/** A view of the bus through which nobody can emit. A plugin may count what it hears: it is told of every single event. */
export function createEventFeed(events: EventBus, hold: HoldListener = (_what, leave) => leave): EventFeed {
  return Object.freeze({
    on: (name, listener) => {
      events.expectEach?.(name);
      return hold(`a listener of ${name}`, events.on(name, listener));
    },
    onAny: (listener) => {
      events.expectEach?.("experiment.line");
      return hold("a listener of all events", events.onAny(listener));
    },
  } satisfies EventFeed);
}
