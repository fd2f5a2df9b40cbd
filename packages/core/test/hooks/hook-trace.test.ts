import { expect, test } from "vitest";
import { renderTrace, traceHooks } from "../../src/hooks/hook-trace.js";
import { createGate, createHookKit, PAYLOAD } from "./hook-kit.js";

test("prints the tree of hooks and handlers with times, outcomes and what came late", async () => {
  const kit = createHookKit();
  const trace = traceHooks(kit.events, kit.clock);
  const gate = createGate();
  const registry = kit.with({
    camera: { open: () => kit.clock.sleep(250), look: () => "fine" },
    "rigline-mapper": { open: () => kit.clock.sleep(1_500 - 1_000) },
    disk: { look: () => Promise.reject(new Error("no room left\non D:")) },
    slow: { look: () => gate.promise.then(() => "late") },
  });
  const opened = registry.run("open", PAYLOAD);
  await kit.clock.advance(750);
  await opened;
  const looked = registry.run("look", PAYLOAD);
  await kit.clock.advance(0);
  expect(renderTrace(trace.spans)).toMatchInlineSnapshot(`
    "open                  750 ms
    ├─ camera             250 ms
    └─ rigline-mapper     500 ms
    look                 running
    ├─ camera               0 ms
    ├─ disk                 0 ms  error: no room left
    └─ slow              running"
  `);
  await kit.clock.advance(1_000);
  await looked;
  expect(renderTrace(trace.spans.slice(1))).toMatchInlineSnapshot(`
    "look             1 s  error
    ├─ camera       0 ms
    ├─ disk         0 ms  error: no room left
    └─ slow          1 s  timeout: Plugin "slow" did not finish look within 1 s"
  `);
  await kit.clock.advance(2_000);
  gate.open();
  await kit.clock.advance(0);
  expect(trace.spans[1]?.children[2]).toMatchObject({
    name: "slow",
    outcome: "late",
    startedAt: 750,
    milliseconds: 3_000,
  });
  trace.stop();
  await registry.run("veto", PAYLOAD);
  expect(trace.spans).toHaveLength(2);
});

test("nothing traced prints nothing", () => {
  expect(renderTrace([])).toBe("");
});
