import type { EventBus, EventFeed } from "./launcher-events.js";

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
