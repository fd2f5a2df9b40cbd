import type { EventBus, EventFeed } from "./launcher-events.js";

/** A view of the bus through which nobody can emit. A plugin may count what it hears: it is told of every single event. */
export function createEventFeed(events: EventBus): EventFeed {
  return Object.freeze({
    on: (name, listener) => {
      events.expectEach?.(name);
      return events.on(name, listener);
    },
    onAny: (listener) => {
      events.expectEach?.("experiment.line");
      return events.onAny(listener);
    },
  } satisfies EventFeed);
}
