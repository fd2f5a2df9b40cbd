import type { EventBus, LauncherEventName, LauncherEvents } from "../events/launcher-events.js";
import { createEventBus } from "../events/event-bus.js";
import type { Clock, Logger } from "@rigline/foundation/platform";

export interface RecordedEvent {
  readonly name: LauncherEventName;
  readonly event: LauncherEvents[LauncherEventName];
}

/** The launcher's event bus, keeping what passes through it. */
export interface MemoryEvents extends EventBus {
  readonly recorded: readonly RecordedEvent[];
}

export function createMemoryEvents(parts: { readonly log: Logger; readonly clock: Clock }): MemoryEvents {
  const recorded: RecordedEvent[] = [];
  const events = createEventBus({ log: parts.log, now: () => parts.clock.now() });
  events.onAny((name, event) => void recorded.push({ name, event }));
  return { ...events, recorded };
}
