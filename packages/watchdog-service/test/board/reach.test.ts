import { expect, test } from "vitest";
import { Reach } from "../../src/board/reach.js";
import type { WaitingState } from "../../src/jobs/job-entry.js";
import { createRig, partsFor } from "../support/rig.js";

test("who waits for a place that hung is woken once, when it answers again", () => {
  const parts = partsFor(createRig());
  const { hanging } = parts.pool;
  const reach = new Reach(parts, { once: false });
  const request = { name: "session", destination: "/shares/lab/614173", modalities: {}, schemas: [] };
  const { destination } = reach.places.of(request);
  const at = { waitsFor: [destination], shows: [destination] };
  const state = { kind: "waiting", trouble: "hanging", job: { request } } as unknown as WaitingState;
  // It was not seen to hang: its own time has to come.
  expect(reach.answersAgain(state)).toBe(false);
  hanging.enter(at).leave("stalled");
  expect(reach.answersAgain(state)).toBe(false);
  hanging.enter(at).leave("answered");
  expect(reach.answersAgain(state)).toBe(true);
});
