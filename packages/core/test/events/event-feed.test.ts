import { expect, test } from "vitest";
import { createEventFeed } from "../../src/events/event-bus.js";
import { createFakeClock } from "@rigline/foundation/testing";
import { createMemoryEvents } from "../../src/testing/memory-events.js";
import { createMemoryLog } from "@rigline/foundation/testing";

test("who has the feed hears everything, can stop, and can neither emit nor change it", () => {
  const events = createMemoryEvents({ log: createMemoryLog(), clock: createFakeClock() });
  const feed = createEventFeed(events);
  const heard: string[] = [];
  const stop = feed.on("state.changed", ({ to }) => void heard.push(to));
  feed.onAny((name) => void heard.push(name));
  events.emit("state.changed", { from: "created", to: "ready" });
  stop();
  events.emit("state.changed", { from: "ready", to: "preflight" });
  expect(heard).toEqual(["state.changed", "ready", "state.changed"]);
  expect(Object.keys(feed)).toEqual(["on", "onAny"]);
  expect(() => Object.assign(feed, { emit: () => undefined })).toThrow(TypeError);
});

test("who has the feed may count, and a screen does not", () => {
  const events = createMemoryEvents({ log: createMemoryLog(), clock: createFakeClock() });
  events.on("experiment.line", () => undefined);
  expect(events.isEachExpected?.("experiment.line")).toBe(false);
  createEventFeed(events).on("experiment.line", () => undefined);
  expect(events.isEachExpected?.("experiment.line")).toBe(true);
  const others = createMemoryEvents({ log: createMemoryLog(), clock: createFakeClock() });
  createEventFeed(others).onAny(() => undefined);
  expect(others.isEachExpected?.("experiment.line")).toBe(true);
});
