import { expect, it } from "vitest";
import { createEventBus } from "../../src/events/event-bus.js";
import type { EventBus } from "../../src/events/launcher-events.js";
import { createLogger, type LogRecord } from "@rigline/foundation/platform";

const at = new Date("2026-07-14T16:05:00Z");

function makeBus(): { events: EventBus; logged: LogRecord[] } {
  const logged: LogRecord[] = [];
  const now = (): Date => at;
  const log = createLogger("rigline", [(record) => logged.push(record)], now);
  return { events: createEventBus({ log, now }), logged };
}

const changed = { from: "created", to: "ready" } as const;

it("tells those who listen to the event, and those who listen to all", () => {
  const { events } = makeBus();
  const heard: unknown[] = [];
  events.on("state.changed", (event) => heard.push(event));
  events.on("hook.started", (event) => heard.push(event));
  events.onAny((name, event, when) => heard.push([name, event, when]));
  events.emit("state.changed", changed);
  expect(heard).toEqual([["state.changed", changed, at], changed]);
});

it("stops telling who has left", () => {
  const { events } = makeBus();
  const heard: string[] = [];
  const listener = (): number => heard.push("on");
  const first = events.on("state.changed", listener);
  events.on("state.changed", listener);
  const any = events.onAny(() => heard.push("any"));
  first();
  any();
  events.emit("state.changed", changed);
  expect(heard).toEqual(["on"]);
});

it("lets the rest run when a listener throws, and says which", () => {
  const { events, logged } = makeBus();
  const heard: string[] = [];
  events.on("state.changed", function drawScreen() {
    throw new Error("no screen");
  });
  events.on("state.changed", () => heard.push("second"));
  events.onAny(() => {
    // oxlint-disable-next-line typescript/only-throw-error -- plugins do
    throw "not an error";
  });
  events.emit("state.changed", changed);
  expect(heard).toEqual(["second"]);
  expect(logged.map(({ level, message }) => `${level}: ${message}`)).toEqual([
    "warning: a listener of state.changed failed: not an error",
    "warning: a listener of state.changed (drawScreen) failed: no screen",
  ]);
});

it("catches what a listener rejects with", async () => {
  const { events, logged } = makeBus();
  // oxlint-disable-next-line typescript/no-misused-promises -- plugins do
  events.on("state.changed", async function sendOut() {
    await Promise.resolve();
    throw new Error("no network");
  });
  events.emit("state.changed", changed);
  await new Promise((resolve) => setImmediate(resolve));
  expect(logged.map(({ message }) => message)).toEqual(["a listener of state.changed (sendOut) failed: no network"]);
});

it("is not confused by listeners that come and go while it tells", () => {
  const { events } = makeBus();
  const heard: string[] = [];
  const leave = events.onAny(() => {
    leave();
    events.onAny(() => heard.push("late"));
    heard.push("early");
  });
  events.emit("state.changed", changed);
  expect(heard).toEqual(["early"]);
  events.emit("state.changed", changed);
  expect(heard).toEqual(["early", "late"]);
});
