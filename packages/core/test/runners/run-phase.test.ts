import { expect, test } from "vitest";
import { createRunners } from "../../src/runners/create-runners.js";
import { createLogger } from "../../src/platform/index.js";
import { createFakeClock } from "../../src/testing/fake-clock.js";
import { createSession } from "../../src/session/create-session.js";

test("runners run in order, and needs bring results", async () => {
  const clock = createFakeClock();
  const runners = createRunners({
    clock,
    events: { emit: () => {} },
    log: createLogger("rigline", [], () => clock.now()),
  });
  const plugin = runners.runnersFor("p");
  const a = plugin.add({ name: "a", phase: "postSession", run: () => 1 });
  const b = plugin.add({ name: "b", phase: "postSession", needs: { a }, run: ({ needs }) => needs.a + 1 });
  const session = createSession({ subject: "1", experimenters: [], dataDir: "/x", rigName: "r", clock });
  const reports = await runners.runPhase("postSession", { session, signal: new AbortController().signal });
  expect(reports.map(({ name, state }) => [name, state])).toEqual([
    ["a", "done"],
    ["b", "done"],
  ]);
  expect(b.result()).toBe(2);
});
