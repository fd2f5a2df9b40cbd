import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { createEventBus } from "../../src/events/event-bus.js";
import { openEventLog } from "../../src/events/event-log.js";
import type { EventBus } from "../../src/events/launcher-events.js";
import { createLogger } from "@rigline/foundation/platform";
import { nodeLogs } from "../../src/logs/log-store.js";

const folder = mkdtempSync(join(tmpdir(), "rigline-events-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function makeBus(): EventBus {
  const now = (): Date => new Date("2026-07-14T16:05:00Z");
  return createEventBus({ log: createLogger("rigline", [], now), now });
}

const read = (path: string): unknown[] =>
  readFileSync(path, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as unknown);

it("writes a line for each event, at once, with time and type first", () => {
  const events = makeBus();
  const log = openEventLog(nodeLogs, join(folder, "new", "events.jsonl"), events);
  events.emit("state.changed", { from: "created", to: "ready" });
  expect(readFileSync(log.path, "utf8")).toBe(
    '{"at":"2026-07-14T16:05:00.000Z","type":"state.changed","from":"created","to":"ready"}\n',
  );
  events.emit("runner.progress", { runner: "r", text: 'a "quoted"\u2028text\u009B\u007F' });
  log.close();
  expect(read(log.path)[1]).toMatchObject({ type: "runner.progress", text: 'a "quoted"\u2028text\u009B\u007F' });
  expect(readFileSync(log.path, "utf8")).not.toMatch(/[\u2028\u009B\u007F]/u);
});

it("leaves the experiment's lines to launcher.log", () => {
  const events = makeBus();
  const log = openEventLog(nodeLogs, join(folder, "lines.jsonl"), events);
  events.emit("experiment.line", { line: "trial 1", stream: "stdout" });
  log.close();
  expect(readFileSync(log.path, "utf8")).toBe("");
});

it("appends to what is there", () => {
  const path = join(folder, "events.jsonl");
  writeFileSync(path, '{"type":"earlier"}\n');
  const events = makeBus();
  const log = openEventLog(nodeLogs, path, events);
  events.emit("hook.started", { hook: "ready", handlers: 2 });
  log.close();
  expect(read(path)).toMatchObject([{ type: "earlier" }, { type: "hook.started", hook: "ready" }]);
});

it("hears nothing after it was closed", () => {
  const events = makeBus();
  const log = openEventLog(nodeLogs, join(folder, "closed.jsonl"), events);
  log.close();
  log.close();
  events.emit("hook.started", { hook: "ready", handlers: 2 });
  expect(readFileSync(log.path, "utf8")).toBe("");
});

it("writes values that are no JSON", () => {
  const events = makeBus();
  const log = openEventLog(nodeLogs, join(folder, "odd.jsonl"), events);
  const value: Record<string, unknown> = { size: 12n };
  value["self"] = value;
  events.emit("prompt.answered", { key: "subject", value, source: "flag" });
  log.close();
  expect(read(log.path)).toMatchObject([{ value: { size: "12", self: "[circular]" } }]);
});

it.skipIf(process.platform !== "linux")(
  "keeps the first failure and harms nobody when the disk is full (/dev/full)",
  () => {
    const events = makeBus();
    const log = openEventLog(nodeLogs, "/dev/full", events);
    events.emit("hook.started", { hook: "ready", handlers: 2 });
    log.close();
    expect(log.failure).toMatchObject({ code: "ENOSPC" });
  },
);

it("says which file can't be opened", () => {
  mkdirSync(join(folder, "a-folder"));
  chmodSync(join(folder, "a-folder"), 0o755);
  expect(() => openEventLog(nodeLogs, join(folder, "a-folder"), makeBus())).toThrow(
    expect.objectContaining({ code: "LOG_FILE_NOT_WRITABLE", message: expect.stringContaining("a-folder") }),
  );
});
