import { describe, expect, test } from "vitest";
import { z } from "zod";
import type { JournalRecord } from "@rigline/foundation/journal";
import type { RunnerPhase, RunnerReport, SessionRecord } from "../../src/session/session-record.js";
import { restoreSession, type RestoredSession } from "../../src/session/restore-session.js";
import { planSession } from "../../src/session/plan-session.js";
import { createFakeClock } from "@rigline/foundation/testing";
import { createRunnerBench } from "../fixtures/runner-bench.js";

const POST = "postSession" as const;
const session = planSession({
  subject: "614173",
  experimenters: [],
  dataDir: "/data",
  rigName: "4A",
  clock: createFakeClock(),
});

function started(runner: string, phase: RunnerPhase): SessionRecord {
  return { type: "runnerStarted", runner, phase, plugin: "bench", attempt: 1 };
}

function settled(name: string, phase: RunnerPhase, state: RunnerReport["state"], result?: unknown): SessionRecord {
  const report = { name, phase, plugin: "bench", state, attempts: 1, milliseconds: 7 };
  return { type: "runnerSettled", report, kept: result !== undefined, result };
}

const ended: SessionRecord = { type: "experimentEnded", outcome: "success" };

function restore(...records: SessionRecord[]): RestoredSession {
  const opened: SessionRecord = { type: "sessionOpened", session, pid: 1 };
  // Through JSON, as the disk would give them back.
  return restoreSession(JSON.parse(JSON.stringify([opened, ...records])) as JournalRecord[]);
}

test("what failed and does not count runs again only where somebody who waits needs it: else that one would wait for ever", async () => {
  const { add, run, runners } = createRunnerBench();
  const ran: string[] = [];
  const videos = add({ name: "videos", phase: POST, onFailure: "continue", run: () => void ran.push("videos") });
  const list = add({
    name: "list",
    phase: POST,
    onFailure: "continue",
    needs: { videos },
    run: () => void ran.push("list"),
  });
  const notes = add({ name: "notes", phase: POST, onFailure: "continue", run: () => void ran.push("notes") });
  add({ name: "poster", phase: POST, onFailure: "continue", run: () => void ran.push("poster") });
  // Only comes after the notes, and would have a use for them.
  add({ name: "transfer", phase: POST, needs: { list }, after: [notes], run: () => void ran.push("transfer") });
  const failed = (name: string): SessionRecord => {
    const report = {
      name,
      phase: POST,
      plugin: "bench",
      state: "failed",
      attempts: 1,
      milliseconds: 7,
      tolerated: true,
    } as const;
    return { type: "runnerSettled", report, kept: false };
  };
  runners.restore(
    restore(
      ended,
      failed("videos"),
      failed("list"),
      failed("notes"),
      failed("poster"),
      settled("transfer", POST, "skipped"),
    ),
  );
  const reports = await run(POST, { outcome: "success" });
  expect(ran).toEqual(["videos", "list", "notes", "transfer"]);
  expect(reports.map(({ name, state }) => [name, state])).toEqual([
    ["videos", "done"],
    ["list", "done"],
    ["notes", "done"],
    ["poster", "failed"],
    ["transfer", "done"],
  ]);
});

describe("what is done stays done", () => {
  test("and its kept result is there for what still has to run", async () => {
    const { add, run, runners } = createRunnerBench();
    let mapped = 0;
    const map = add({
      name: "map",
      phase: POST,
      result: z.object({ at: z.coerce.date() }),
      run: () => ({ at: new Date(mapped++) }),
    });
    const transfer = add({ name: "transfer", phase: POST, needs: { map }, run: ({ needs }) => needs.map.at.getTime() });
    runners.restore(restore(ended, settled("map", POST, "done", { at: "1970-01-01T00:00:05.000Z" })));
    expect(map.state).toBe("done");
    expect(await map.settled).toMatchObject({ state: "done", restored: true, milliseconds: 7 });
    const reports = await run(POST, { outcome: "success" });
    expect(reports.map(({ name, state, restored }) => [name, state, restored])).toEqual([
      ["map", "done", true],
      ["transfer", "done", undefined],
    ]);
    expect(transfer.result()).toBe(5_000);
    expect(mapped).toBe(0);
  });

  test("without a kept result too, when nobody needs it", async () => {
    const { add, run, runners } = createRunnerBench();
    let ran = 0;
    const quiet = add({ name: "quiet", phase: POST, run: () => (ran += 1) });
    runners.restore(restore(ended, settled("quiet", POST, "done")));
    await run(POST);
    expect(ran).toBe(0);
    expect(() => quiet.result()).toThrow(expect.objectContaining({ code: "RUNNER_RESULT_NOT_KEPT" }));
  });

  test.each([
    ["asks to run again", () => true, 1],
    ["asks for nothing", () => false, 0],
    [
      "can't say",
      () => {
        throw new Error("the share is away");
      },
      0,
    ],
  ])("unless it %s, asked with what it gave", async (_what, redo, times) => {
    const { add, run, runners } = createRunnerBench();
    let ran = 0;
    const asked: unknown[] = [];
    const publish = add<string>({
      name: "publish",
      phase: POST,
      result: z.string(),
      redo: ({ name }, result) => (asked.push([name, result]), redo()),
      run: () => `${(ran += 1)}`,
    });
    runners.restore(restore(ended, settled("publish", POST, "done", "pending")));
    await run(POST);
    expect([ran, asked, publish.state]).toEqual([times, [[session.name, "pending"]], "done"]);
    expect(publish.result()).toBe(times === 0 ? "pending" : "1");
  });

  test.each<RunnerPhase>(["preSession", "session"])(
    "in the phase %s whatever it asks: nothing of it runs twice",
    async (phase) => {
      const { add, run, runners } = createRunnerBench();
      let [ran, asked] = [0, 0];
      const handle = add({ name: "a", phase, redo: () => (asked += 1) > 0, run: () => (ran += 1) });
      runners.restore(restore(started("a", phase), settled("a", phase, "done")));
      await run(phase);
      expect([ran, asked, handle.state]).toEqual([0, 0, "done"]);
    },
  );

  test("and nothing about it is written into the journal again", async () => {
    const { add, run, runners, records, events } = createRunnerBench();
    add({ name: "a", phase: POST, run: () => 1 });
    runners.restore(restore(ended, settled("a", POST, "done")));
    await run(POST);
    expect([records, events]).toEqual([[], []]);
  });
});

describe("a result that is needed but was not kept", () => {
  test("is made again, also where one needs the other, and the log says why and what to do", async () => {
    const { add, run, runners, log } = createRunnerBench();
    const ran: string[] = [];
    const note = (name: string): string => {
      ran.push(name);
      return name;
    };
    const pick = add({ name: "pick", phase: "preSession", run: () => note("pick") });
    const map = add({ name: "map", phase: POST, needs: { pick }, run: () => note("map") });
    const other = add({ name: "other", phase: POST, run: () => note("other") });
    add({ name: "transfer", phase: POST, needs: { map }, run: () => note("transfer") });
    runners.restore(
      restore(
        settled("pick", "preSession", "done"),
        ended,
        settled("map", POST, "done"),
        settled("other", POST, "done"),
      ),
    );
    await run(POST, { outcome: "success" });
    expect(ran).toEqual(["pick", "map", "transfer"]);
    expect(other.state).toBe("done");
    expect(log.map(({ message }) => message)).toEqual([
      expect.stringContaining("runner map was done but runs again: transfer needs its result, which was not kept"),
      expect.stringContaining("runner pick was done but runs again: map needs its result"),
    ]);
    expect(log[0]?.message).toContain("RUNNER_RESULT_NOT_KEPT: Give the runner a `result` schema");
  });

  test("is made again when the plugin's schema has changed since", async () => {
    const { add, run, runners, log } = createRunnerBench();
    const map = add({ name: "map", phase: POST, result: z.object({ path: z.string() }), run: () => ({ path: "new" }) });
    add({ name: "transfer", phase: POST, needs: { map }, run: () => 1 });
    runners.restore(restore(ended, settled("map", POST, "done", { file: "old" })));
    await run(POST);
    expect(map.result()).toEqual({ path: "new" });
    expect(log[0]?.message).toContain("the kept result of runner map does not match its schema");
  });

  test("of the experiment is never made again: what needs it fails and says what to do", async () => {
    const { add, run, runners } = createRunnerBench();
    let ran = 0;
    const experiment = add({ name: "experiment", phase: "session", run: () => (ran += 1) });
    add({ name: "analyse", phase: POST, needs: { experiment }, run: () => 1 });
    runners.restore(restore(settled("experiment", "session", "done"), ended));
    const reports = await run(POST, { outcome: "success" });
    expect(reports).toMatchObject([{ name: "analyse", state: "failed", code: "RUNNER_RESULT_NOT_KEPT" }]);
    expect(ran).toBe(0);
  });
});

describe("what had not finished", () => {
  test.each<[string, SessionRecord[]]>([
    ["never began", []],
    ["was running", [started("transfer", POST)]],
    ["failed", [started("transfer", POST), settled("transfer", POST, "failed")]],
    ["was skipped", [settled("transfer", POST, "skipped")]],
  ])("a post-session runner that %s runs", async (_what, records) => {
    const { add, run, runners } = createRunnerBench();
    const transfer = add({ name: "transfer", phase: POST, run: () => "arrived" });
    runners.restore(restore(ended, ...records));
    expect(await run(POST)).toMatchObject([{ name: "transfer", state: "done" }]);
    expect(transfer.result()).toBe("arrived");
  });

  test("an experiment that was running has failed and is not run a second time", async () => {
    const { add, run, runners } = createRunnerBench();
    let ran = 0;
    const experiment = add({ name: "experiment", phase: "session", run: () => (ran += 1) });
    add({ name: "second", phase: "session", run: () => (ran += 1) });
    const restored = restore(started("experiment", "session"));
    expect(restored).toMatchObject({
      outcome: "failed",
      reason: "the launcher died during the experiment",
      ended: false,
    });
    runners.restore(restored);
    await run("session");
    expect(ran).toBe(0);
    expect(await experiment.settled).toMatchObject({ state: "failed", code: "RUNNER_INTERRUPTED", restored: true });
    expect(runners.reports).toMatchObject([
      { name: "experiment", state: "failed" },
      { name: "second", state: "skipped", reason: "the session was over when it was resumed" },
    ]);
  });

  test("before the experiment began, all goes on from there", async () => {
    const { add, run, runners } = createRunnerBench();
    const ran: string[] = [];
    add({ name: "done", phase: "preSession", run: () => void ran.push("done") });
    add({ name: "interrupted", phase: "preSession", run: () => void ran.push("interrupted") });
    add({ name: "experiment", phase: "session", run: () => void ran.push("experiment") });
    const restored = restore(settled("done", "preSession", "done"), started("interrupted", "preSession"));
    expect(restored.outcome).toBeUndefined();
    runners.restore(restored);
    await run("preSession");
    await run("session");
    expect(ran).toEqual(["interrupted", "experiment"]);
  });

  test.each<RunnerPhase>(["preSession", "session"])(
    "a runner of the phase %s that failed stays failed",
    async (phase) => {
      const { add, run, runners } = createRunnerBench();
      let ran = 0;
      const handle = add({ name: "a", phase, run: () => (ran += 1) });
      runners.restore(restore(started("a", phase), settled("a", phase, "failed")));
      await run(phase);
      expect([ran, handle.state]).toEqual([0, "failed"]);
    },
  );
});

test("runners that the config no longer has are of no matter", async () => {
  const { runners, run } = createRunnerBench();
  runners.restore(restore(settled("gone", POST, "failed"), ended));
  expect(await run(POST)).toEqual([]);
});
