// What a journal costs: reading 100,000 lines (the promise is 2 s), opening them to go on, and one acknowledged line.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, bench, describe } from "vitest";
import { openJournal, readJournal } from "../../packages/core/src/journal/index.js";

const LINES = 100_000;
const folder = mkdtempSync(join(tmpdir(), "rigline-bench-journal-"));
const long = join(folder, "long.jsonl");

const journal = openJournal(long);
journal.appendAll(
  Array.from({ length: LINES }, (_, n) => ({
    type: "runnerSettled",
    report: { name: `runner ${n}`, phase: "postSession", plugin: "bench", state: "done", attempts: 1, milliseconds: n },
    kept: true,
    result: { destination: "/data/614173/grüße", files: [n] },
  })),
);
journal.close();
const short = openJournal(join(folder, "short.jsonl"));

afterAll(() => {
  short.close();
  rmSync(folder, { recursive: true, force: true });
});

describe(`a journal of ${LINES.toLocaleString("en")} lines`, () => {
  bench("read", () => void readJournal(long), { iterations: 5, time: 0, warmupIterations: 1, warmupTime: 0 });
  bench("open and close", () => openJournal(long).close(), {
    iterations: 5,
    time: 0,
    warmupIterations: 1,
    warmupTime: 0,
  });
});

describe("one record brought onto the device", () => {
  bench("append", () => short.append({ type: "stepFinished", step: "sessionStarted" }), { time: 500 });
  const hundred = Array.from({ length: 100 }, () => ({ type: "stepFinished", step: "sessionStarted" }));
  bench("appendAll of 100", () => short.appendAll(hundred), { time: 500 });
});
