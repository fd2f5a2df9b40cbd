import { expect, test } from "vitest";
import { HAND_OFF_READER } from "../../src/di/core-tokens.js";
import { createContainer } from "../../src/di/container.js";
import { readHandOff } from "../../src/launcher/read-hand-off.js";
import type { Session } from "../../src/session/session.js";
import { createFakeClock } from "@rigline/foundation/testing";

const session = { name: "614173_2026-07-14T090500-0700" } as Session;

test("no plugin hands off: nothing is known", async () => {
  expect(await readHandOff(createContainer().services, createFakeClock(), session)).toBeUndefined();
});

test("the plugin's answer, and no timer left behind", async () => {
  const container = createContainer();
  container.set(HAND_OFF_READER, { read: ({ name }) => Promise.resolve({ state: "complete", detail: name }) });
  const clock = createFakeClock();
  expect(await readHandOff(container.services, clock, session)).toEqual({ state: "complete", detail: session.name });
});

test("a plugin that never answers is not waited for", async () => {
  const container = createContainer();
  container.set(HAND_OFF_READER, { read: () => new Promise(() => {}) });
  const clock = createFakeClock();
  const reading = readHandOff(container.services, clock, session);
  await clock.advance(10_000);
  expect((await reading)?.state).toBe("unknown");
});

test("what the plugin throws is the caller's to tell", async () => {
  const container = createContainer();
  container.set(HAND_OFF_READER, { read: () => Promise.reject(new Error("no flag folder")) });
  await expect(readHandOff(container.services, createFakeClock(), session)).rejects.toThrow("no flag folder");
});
