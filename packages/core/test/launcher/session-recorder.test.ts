import { expect, test } from "vitest";
import { createSessionRecorder, recordHook } from "../../src/launcher/session-recorder.js";
import type { SessionRecord } from "../../src/session/session-record.js";
import { createFakeClock } from "@rigline/foundation/testing";
import { createMemoryEvents } from "../../src/testing/memory-events.js";
import { createMemoryLog } from "@rigline/foundation/testing";

function createBench() {
  const clock = createFakeClock();
  const events = createMemoryEvents({ log: createMemoryLog("rigline", () => clock.now()), clock });
  const problems: unknown[] = [];
  const recorder = createSessionRecorder({ events, clock, problem: (thrown) => void problems.push(thrown) });
  const written: SessionRecord[] = [];
  const journal = { append: (record: SessionRecord) => void written.push(record) };
  return { clock, events, problems, recorder, written, journal };
}

test("what comes before there is a journal is kept for it, in order, each with the time it happened", async () => {
  const { clock, events, recorder, written, journal } = createBench();
  const first = clock.now().toISOString();
  await recordHook(recorder, "configResolved", () =>
    Promise.resolve(events.emit("prompt.answered", { key: "rig", value: "4A", source: "prompt" })),
  );
  await clock.advance(90_000);
  const later = clock.now().toISOString();
  await recordHook(recorder, "ready", () => Promise.resolve());

  expect(recorder.takeEarly()).toEqual([
    { type: "hookStarted", hook: "configResolved", at: first },
    { type: "promptAnswered", key: "rig", value: "4A", source: "prompt", at: first },
    { type: "hookFinished", hook: "configResolved", at: first },
    { type: "hookStarted", hook: "ready", at: later },
    { type: "hookFinished", hook: "ready", at: later },
  ]);
  expect(recorder.takeEarly()).toEqual([]);

  recorder.writeTo(journal);
  events.emit("prompt.answered", { key: "notes", value: "", source: "default" });
  expect(written).toEqual([{ type: "promptAnswered", key: "notes", value: "", source: "default" }]);
});

test("a step that fails has no end, and its error goes on to whoever asked for the step", async () => {
  const { recorder } = createBench();
  const failed = recordHook(recorder, "ready", () => Promise.reject(new Error("the camera is away")));
  await expect(failed).rejects.toThrow("the camera is away");
  expect(recorder.takeEarly()).toMatchObject([{ type: "hookStarted", hook: "ready" }]);
});

test("a journal that can't be written is a problem for the report, and ends nothing", async () => {
  const { recorder, problems } = createBench();
  const full = new Error("no space left on device");
  recorder.writeTo({
    append: () => {
      throw full;
    },
  });
  await expect(recordHook(recorder, "sessionStarted", () => Promise.resolve(7))).resolves.toBe(7);
  expect(problems).toEqual([full, full]);
});
