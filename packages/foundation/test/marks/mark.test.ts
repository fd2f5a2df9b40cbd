import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { mark } from "@rigline/foundation/marks";
import { expect, test } from "vitest";

test("who listens to the channel is told each time that a mark is reached", () => {
  const reached: unknown[] = [];
  const listen = (name: unknown): void => void reached.push(name);
  mark("before anybody listens");
  subscribe("rigline:marks", listen);
  mark("one");
  mark("one");
  unsubscribe("rigline:marks", listen);
  mark("after");
  expect(reached).toEqual(["one", "one"]);
});
