import type { EventBus, EventFeed } from "./launcher-events.js";

/** A view of the bus through which nobody can emit. */
export function createEventFeed(events: EventBus): EventFeed {
  return Object.freeze({
    on: (name, listener) => events.on(name, listener),
    onAny: (listener) => events.onAny(listener),
  } satisfies EventFeed);
}
