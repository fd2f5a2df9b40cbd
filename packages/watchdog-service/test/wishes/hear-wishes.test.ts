import { existsSync, readFileSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readJournal } from "@rigline/foundation/journal";
import { nodeFileSystem } from "@rigline/foundation/platform";
import { dropWish, jobJournalPath, type JobDeed, type JobRecord, toJobRecords } from "@rigline/manifest";
import { describe, expect, test } from "vitest";
import { askOfJob, jobsFor } from "../../src/jobs/ask-of-job.js";
import { listJobs } from "../../src/jobs/list-jobs.js";
import { createRig, manifestText, partsFor, PUBLISHED, runOnce, settingsFor, type Rig } from "../support/rig.js";
import { runDaemonByHand, type RunningDaemon } from "../support/running-daemon.js";
import { readTree, writeTree } from "../support/temporary-folder.js";
import { thrownBy } from "../support/thrown-by.js";

const ADA = "ada@rig-1";
const HOUR = 3_600_000;

function ask(rig: Rig, deed: JobDeed, name = "session", daemon?: RunningDaemon) {
  return askOfJob(partsFor(rig, daemon && { clock: daemon.clock }), name, deed, ADA);
}

function shown(rig: Rig) {
  const { disk, fileSystem } = partsFor(rig);
  return listJobs(disk, fileSystem, rig.flag)[0];
}

/** What people did, as the journal has it. */
function decisions(rig: Rig, manifest = "manifest_session.yml"): readonly JobRecord[] {
  const kinds = ["held", "released", "cancelled", "redriven", "rescheduled"];
  const { records } = readJournal(jobJournalPath(rig.flag, manifest), { fileSystem: nodeFileSystem });
  return toJobRecords(records).filter(({ type }) => kinds.includes(type));
}

const stamped = { at: expect.any(String) as string, by: ADA };

describe("hold and release", () => {
  test("a job that waits stays where it is until it is released, with who and when", async () => {
    const rig = createRig();
    rig.hand("session", { endpoint: "http://service/submit" });
    const settings = settingsFor(rig, { rescanMs: HOUR / 4, retry: { firstMs: HOUR, maxMs: HOUR } });
    const http = { post: () => Promise.resolve({ status: 503, headers: {}, body: "" }) };
    const first = runDaemonByHand(rig, { settings, http });
    await first.pass(100);
    ask(rig, { do: "hold" });
    expect(shown(rig)).toMatchObject({ step: "held", held: { by: ADA } });
    await first.pass(3 * HOUR);
    await first.stop();
    expect(decisions(rig)).toEqual([{ type: "held", ...stamped }]);
    expect([first.count("held"), first.count("failed")]).toEqual([1, 1]);
    expect((await runOnce(partsFor(rig))).troubled).toBe(0);
    expect(shown(rig)).toMatchObject({ step: "held" });
    ask(rig, { do: "release" });
    await runOnce(partsFor(rig));
    expect(shown(rig)).toMatchObject({ step: "complete", held: null });
    expect(decisions(rig).map(({ type }) => type)).toEqual(["held", "released"]);
  });

  test("asked before any daemon has seen the manifest, it holds; and a corrected manifest is held as well", async () => {
    const rig = createRig();
    const manifest = rig.hand("session");
    ask(rig, { do: "hold" }, "manifest_session.yml");
    await runOnce(partsFor(rig));
    expect(shown(rig)).toMatchObject({ step: "held", name: "session", files: null });
    writeFileSync(manifest, manifestText(rig, { name: "session", schemas: [] }));
    await runOnce(partsFor(rig));
    expect(shown(rig)).toMatchObject({ step: "held", files: null });
    ask(rig, { do: "release" });
    await runOnce(partsFor(rig));
    expect(shown(rig)?.step).toBe("complete");
    expect(existsSync(join(rig.destination, "session", "session.json"))).toBe(false);
  });

  test("a copy under way is broken off, kept, and gone on with", async () => {
    const rig = createRig();
    rig.hand("session");
    const { pool } = partsFor(rig);
    let asked = false;
    const copying: typeof pool = {
      ...pool,
      run: async (order, options) => {
        const result = await pool.run(order, options);
        if (order.kind === "copy" && !asked) {
          asked = true;
          ask(rig, { do: "hold" });
          await new Promise((_resolve, reject) => {
            options.signal.addEventListener("abort", () => reject(new Error("let go")), { once: true });
          });
        }
        return result;
      },
    };
    const daemon = runDaemonByHand(rig, { pool: copying });
    await daemon.pass(500);
    expect(shown(rig)).toMatchObject({ step: "held" });
    expect(readdirSync(rig.destination)).toEqual([expect.stringMatching(/partial$/)]);
    ask(rig, { do: "release" }, "session", daemon);
    await daemon.pass(500);
    expect(readTree(join(rig.destination, "session"))).toEqual(PUBLISHED);
    expect(daemon.count("archived")).toBe(1);
  });

  test("only what is held is released, and what is over is not held", async () => {
    const rig = createRig();
    rig.hand("session");
    expect(thrownBy(() => ask(rig, { do: "release" }, "manifest_session.yml")).code).toBe("JOB_NOT_HELD");
    await runOnce(partsFor(rig));
    expect(thrownBy(() => ask(rig, { do: "hold" }))).toMatchObject({
      code: "JOB_TOO_LATE",
      message: expect.stringContaining(join(rig.destination, "session")) as string,
    });
  });
});

describe("cancel", () => {
  test.each([
    ["waits for its hour", { schedule: "20:00" }, 0],
    ["is parked", { destination: "data/x" }, 1],
  ])(
    "a job that %s is at a wanted end: it leaves what needs somebody, and its manifest is kept",
    async (_, choices, troubled) => {
      const rig = createRig();
      rig.hand("session", choices);
      expect((await runOnce(partsFor(rig))).troubled).toBe(troubled);
      ask(rig, { do: "cancel", reason: "a test" });
      expect(shown(rig)).toMatchObject({ step: "cancelled", failure: null });
      const parts = partsFor(rig);
      expect((await runOnce(parts)).troubled).toBe(0);
      expect(readdirSync(rig.flag)).toEqual([".rigline"]);
      expect(readdirSync(join(rig.flag, ".rigline/cancelled"))).toEqual(["manifest_session.yml"]);
      const reason = "a test; nothing of it was copied";
      expect(decisions(rig)).toEqual([{ type: "cancelled", ...stamped, reason }]);
      expect(parts.events).toContainEqual({ event: "cancelled", job: "session", by: ADA, reason });
      expect(shown(rig)).toMatchObject({ step: "cancelled", cancelled: { by: ADA } });
    },
  );

  test("manifests that were cancelled more than a year ago are cleared away with the next one", async () => {
    const rig = createRig();
    const folder = join(rig.flag, ".rigline/cancelled");
    writeTree(folder, { "manifest_old.yml": "", "manifest_older.yaml": "", "manifest_new.yml": "" });
    const old = Date.now() / 1000 - 366 * 86_400;
    for (const name of ["manifest_old.yml", "manifest_older.yaml"]) utimesSync(join(folder, name), old, old);
    rig.hand("session");
    ask(rig, { do: "cancel" }, "manifest_session.yml");
    await runOnce(partsFor(rig));
    expect(readdirSync(folder).sort()).toEqual(["manifest_new.yml", "manifest_session.yml"]);
  });

  test("put back it is a new job, and can be cancelled once more", async () => {
    const rig = createRig();
    for (let time = 1; time <= 2; time += 1) {
      rig.hand("session", { schedule: "20:00" });
      await runOnce(partsFor(rig));
      ask(rig, { do: "cancel" });
      await runOnce(partsFor(rig));
    }
    rig.hand("session");
    await runOnce(partsFor(rig));
    expect(shown(rig)).toMatchObject({ step: "complete", cancelled: null });
  });

  test("while it is copied breaks the copy off, clears it away and says who", async () => {
    const rig = createRig();
    rig.hand("session");
    const { pool } = partsFor(rig);
    const hanging: typeof pool = {
      ...pool,
      run: (order, options) =>
        order.kind === "publish"
          ? new Promise((_resolve, reject) => {
              options.signal.addEventListener("abort", () => reject(new Error("let go")), { once: true });
            })
          : pool.run(order, options),
    };
    const daemon = runDaemonByHand(rig, { pool: hanging });
    await daemon.pass(200);
    ask(rig, { do: "cancel" });
    await daemon.pass(500);
    expect(shown(rig)).toMatchObject({
      step: "cancelled",
      cancelled: { by: ADA, reason: "nothing of it was published" },
    });
    expect(readdirSync(rig.destination)).toEqual([]);
    expect([daemon.count("cancelled"), daemon.count("parked")]).toEqual([1, 0]);
  });

  test("a job that is being posted is let come to its end, and then it is too late", async () => {
    const rig = createRig();
    rig.hand("session", { endpoint: "http://service/submit" });
    let answer = (): void => {};
    const http = {
      post: () =>
        new Promise<{ status: number; headers: object; body: string }>((resolve) => {
          answer = () => resolve({ status: 200, headers: {}, body: "" });
        }),
    };
    const daemon = runDaemonByHand(rig, { http: http as never });
    await daemon.pass(200);
    ask(rig, { do: "cancel" });
    await daemon.pass(200);
    answer();
    await daemon.pass(200);
    expect(shown(rig)).toMatchObject({ step: "complete", cancelled: null });
    expect(daemon.parts.events).toContainEqual(
      expect.objectContaining({
        event: "notice",
        message: expect.stringContaining("transfer service has the job") as string,
      }),
    );
    expect(thrownBy(() => ask(rig, { do: "cancel" })).code).toBe("JOB_TOO_LATE");
  });

  test("a parked job whose manifest somebody takes away needs nobody any more", async () => {
    const rig = createRig();
    const manifest = rig.hand("session", { destination: "data/x" });
    await runOnce(partsFor(rig));
    rmSync(manifest);
    expect(shown(rig)).toMatchObject({ step: "cancelled", failure: null, cancelled: { by: undefined } });
  });
});

describe("reschedule", () => {
  const in3Hours = (daemon: RunningDaemon): string => new Date(daemon.clock.now().getTime() + 3 * HOUR).toISOString();

  test.each([
    ["at once", undefined],
    ["at another hour", "20:00"],
  ])(
    "a job that was to be sent %s waits for the one that was chosen, before anybody had taken it",
    async (_, schedule) => {
      const rig = createRig();
      rig.hand("session", schedule === undefined ? {} : { schedule });
      const clock = runDaemonByHand(createRig());
      const until = in3Hours(clock);
      ask(rig, { do: "reschedule", until }, "manifest_session.yml");
      const daemon = runDaemonByHand(rig);
      await daemon.pass(100);
      expect(shown(rig)).toMatchObject({ step: "scheduled", scheduledUntil: until });
      expect(decisions(rig)).toEqual([{ type: "rescheduled", ...stamped, until }]);
    },
  );

  test("a parked job is put back to work at that hour; one whose copy has begun is not", async () => {
    const rig = createRig();
    const manifest = rig.hand("session", { schemas: [join(rig.data, "missing.json")] });
    await runOnce(partsFor(rig, { settings: settingsFor(rig, { fewAttempts: 1 }) }));
    expect(shown(rig)?.step).toBe("parked");
    const daemon = runDaemonByHand(rig, { settings: settingsFor(rig, { rescanMs: HOUR / 4 }) });
    const until = in3Hours(daemon);
    ask(rig, { do: "reschedule", until }, "session", daemon);
    await daemon.pass(2 * HOUR);
    expect(shown(rig)).toMatchObject({ step: "scheduled", scheduledUntil: until, failure: null });
    writeTree(rig.data, { "missing.json": "{}" });
    await daemon.pass(2 * HOUR);
    expect(shown(rig)?.step).toBe("complete");
    expect(existsSync(manifest)).toBe(false);
    expect(decisions(rig).map(({ type }) => type)).toEqual(["redriven", "rescheduled"]);
  });
});

test("redrive --all finds what can be redriven, and with --now what waits for its hour", async () => {
  const rig = createRig();
  rig.hand("bad", { destination: "data/x" });
  rig.hand("late", { schedule: "20:00" });
  rig.hand("done");
  await runOnce(partsFor(rig));
  const names = (now: boolean): readonly string[] =>
    jobsFor(partsFor(rig), { do: "redrive", now }, ADA).map(({ name }) => name);
  expect([names(false), names(true)]).toEqual([["bad"], ["bad", "late"]]);
});

test("what can't be read, or is asked of a manifest that nobody knows, is dropped, and holds up nothing", async () => {
  const rig = createRig();
  rig.hand("session");
  const wish = {
    manifest: "manifest_nobody.yml",
    deed: { do: "hold" },
    by: ADA,
    at: "2026-03-02T10:15:00.000Z",
  } as const;
  dropWish(nodeFileSystem, rig.flag, wish);
  writeFileSync(join(rig.flag, ".rigline/wishes/0.json"), "{");
  await runOnce(partsFor(rig));
  expect(shown(rig)?.step).toBe("complete");
  expect(readdirSync(join(rig.flag, ".rigline/wishes"))).toEqual(["0.json"]);
});

test("a job whose manifest was taken away before it was heard is not put back to work: nobody would do it", async () => {
  const rig = createRig();
  const manifest = rig.hand("session", { destination: "data/x" });
  await runOnce(partsFor(rig));
  const { file = "" } = ask(rig, { do: "redrive", now: false });
  rmSync(manifest);
  const parts = partsFor(rig);
  await runOnce(parts);
  expect(decisions(rig)).toEqual([]);
  expect(shown(rig)?.step).toBe("cancelled");
  expect(parts.events).toContainEqual({
    event: "notice",
    job: "session",
    message: `${ADA} asked to redrive it: session has no manifest in ${rig.flag} any more`,
  });
  expect(existsSync(file)).toBe(false);
});

test("what can't be heard now is told once, and heard when it can", async () => {
  const rig = createRig();
  rig.hand("session", { schedule: "20:00" });
  await runOnce(partsFor(rig));
  ask(rig, { do: "hold" });
  let sick = true;
  const list: typeof nodeFileSystem.list = (folder) => {
    if (sick && folder.endsWith("wishes")) throw Object.assign(new Error("EIO: injected"), { code: "EIO" });
    return nodeFileSystem.list(folder);
  };
  const daemon = runDaemonByHand(rig, { fileSystem: { ...nodeFileSystem, list } });
  await daemon.pass(100);
  expect([daemon.count("notice"), daemon.count("held")]).toEqual([1, 0]);
  sick = false;
  await daemon.pass(100);
  expect([daemon.count("notice"), daemon.count("held")]).toEqual([1, 1]);
});

test("a daemon that is killed between its record and the end of the wish hears it again, and nothing is done twice", async () => {
  const rig = createRig();
  rig.hand("session", { schedule: "20:00" });
  await runOnce(partsFor(rig));
  const { file = "" } = ask(rig, { do: "cancel" });
  const wish = readFileSync(file);
  await runOnce(partsFor(rig));
  writeFileSync(file, wish);
  await runOnce(partsFor(rig));
  expect(decisions(rig)).toHaveLength(1);
  expect(existsSync(file)).toBe(false);
});
