import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Disk, nodeDisk } from "@rigline/foundation/disk";
import type { HttpClient } from "@rigline/foundation/http";
import { describe, expect, test } from "vitest";
import { nodeFileSystem, systemClock, type Clock, type FileSystem } from "@rigline/foundation/platform";
import { jobJournalPath } from "@rigline/manifest";
import { copyError } from "../../src/copy/copy-errors.js";
import { listJobs } from "../../src/jobs/list-jobs.js";
import { askOfJob } from "../../src/jobs/ask-of-job.js";
import { createInlinePool } from "../../src/work/inline-pool.js";
import type { WorkPool } from "../../src/work/work-pool.js";
import { acceptingService, createRig, partsFor, PUBLISHED, runOnce, settingsFor, type Rig } from "../support/rig.js";
import { limitedDisk } from "../support/limited-disk.js";
import { runDaemonByHand } from "../support/running-daemon.js";
import { readTree } from "../support/temporary-folder.js";

const stepOf = (rig: Rig) => listJobs(nodeDisk, nodeFileSystem, rig.flag)[0]?.step;

/** Flushes of a folder fail so often, with the rename before them done. */
function failingFlush(folder: string, times: number): FileSystem {
  let left = times;
  return {
    ...nodeFileSystem,
    syncFolder: (path) => {
      if (path !== folder || left <= 0) return nodeFileSystem.syncFolder(path);
      left -= 1;
      throw Object.assign(new Error("EIO: i/o error, fsync"), { code: "EIO" });
    },
  };
}

describe("a flush that fails after the archiving rename", () => {
  test.each([1, 2, 3])("%i times: the job is complete, and never cancelled", async (times) => {
    const rig = createRig();
    mkdirSync(rig.complete);
    rig.hand("session", { deleteSource: true });
    const parts = partsFor(rig, { fileSystem: failingFlush(rig.complete, times) });
    expect((await runOnce(parts)).troubled).toBe(0);
    expect(parts.events.filter(({ event }) => event === "parked")).toEqual([]);
    expect(parts.events.at(-1)).toMatchObject({ event: "archived" });
    expect([stepOf(rig), readdirSync(rig.complete)]).toEqual(["complete", ["manifest_session.yml"]]);
    expect(readTree(join(rig.destination, "session"))).toEqual(PUBLISHED);
  });

  test("for long: it is told, and is trouble until it is done, and the next start brings the job to its end", async () => {
    const rig = createRig();
    mkdirSync(rig.complete);
    rig.hand("session");
    let waiting = 0;
    const sleep: Clock["sleep"] = async (milliseconds, signal) => {
      waiting += 1;
      await systemClock.sleep(milliseconds, signal).finally(() => (waiting -= 1));
    };
    const parts = partsFor(rig, {
      fileSystem: failingFlush(rig.complete, Infinity),
      clock: { ...systemClock, sleep },
    });
    expect((await runOnce(parts)).troubled).toBe(1);
    // Nothing goes on behind a daemon that has ended: another may be at it by now.
    expect(waiting).toBe(0);
    expect(parts.events.at(-1)).toMatchObject({
      event: "notice",
      message: expect.stringContaining("is tried again") as string,
    });
    expect(stepOf(rig)).toBe("submitted");
    const again = partsFor(rig);
    await runOnce(again);
    expect(again.events.map(({ event }) => event)).toEqual(["archived"]);
    expect(stepOf(rig)).toBe("complete");
  });

  test("for a minute: the daemon that runs brings the job to its end, and tells it once", async () => {
    const rig = createRig();
    mkdirSync(rig.complete);
    rig.hand("session");
    const daemon = runDaemonByHand(rig, { fileSystem: failingFlush(rig.complete, 12) });
    await daemon.pass(500);
    expect([daemon.count("archived"), daemon.count("notice"), stepOf(rig)]).toEqual([1, 1, "complete"]);
  });
});

/** A disk that does not find a file, for as long as it is told to. */
function blindDisk(isBlind: (path: string) => boolean): Disk {
  return {
    ...nodeDisk,
    inspect: (path) => {
      if (isBlind(path)) throw Object.assign(new Error("ENOENT: injected"), { code: "ENOENT" });
      return nodeDisk.inspect(path);
    },
  };
}

test.each([
  ["before it is submitted", "plan"],
  ["after it is submitted", "findSources"],
] as const)("a manifest that a look does not find while it is written anew, %s, is not gone", async (_, when) => {
  const rig = createRig();
  const manifest = rig.hand("session", { deleteSource: true, endpoint: "http://service/submit" });
  let blind = 0;
  const disk = blindDisk((path) => path === manifest && blind-- > 0);
  const inline = createInlinePool(disk);
  const http = acceptingService();
  let held = false;
  const pool: WorkPool = {
    ...inline,
    run: async (order, options) => {
      if (order.kind === when && !held) {
        held = true;
        blind = 1;
        await new Promise<void>((resolve) => options.signal.addEventListener("abort", () => resolve(), { once: true }));
      }
      return inline.run(order, options);
    },
  };
  const daemon = runDaemonByHand(rig, { disk, pool, http });
  await daemon.pass(1000);
  expect([held, daemon.count("parked"), http.posts.length, stepOf(rig)]).toEqual([true, 0, 1, "complete"]);
  expect([daemon.count("sourceDeleted"), existsSync(join(rig.data, "behavior"))]).toEqual([1, false]);
});

test("a manifest that comes back while the end of its job can't be recorded is taken again", async () => {
  const rig = createRig();
  mkdirSync(rig.complete);
  const text = readFileSync(rig.hand("session"));
  let broken = true;
  const fileSystem: FileSystem = {
    ...nodeFileSystem,
    syncFolder: (path) => {
      if (path === rig.complete && broken) throw Object.assign(new Error("EIO: injected"), { code: "EIO" });
      nodeFileSystem.syncFolder(path);
    },
  };
  const settings = settingsFor(rig, { retry: { firstMs: 3_600_000, maxMs: 3_600_000 } });
  const daemon = runDaemonByHand(rig, { fileSystem, settings });
  await daemon.pass(100);
  expect(daemon.count("archived")).toBe(0);
  broken = false;
  writeFileSync(join(rig.flag, "manifest_session.yml"), text);
  await daemon.pass(200);
  expect([daemon.count("archived"), stepOf(rig), readdirSync(rig.complete)]).toEqual([
    1,
    "complete",
    ["manifest_session.yml"],
  ]);
});

test.each([
  ["whose flag folder is away when the daemon starts", (rig: Rig) => rig.flag],
  ["whose journals can't be listed then", (rig: Rig) => join(rig.flag, ".rigline", "jobs")],
] as const)(
  "a job that was deleted while no daemon ran, %s, is cancelled as soon as that is known",
  async (_, place) => {
    const rig = createRig();
    const manifest = rig.hand("session", { schedule: "20:00" });
    await runOnce(partsFor(rig));
    rmSync(manifest);
    let away = true;
    const list = (folder: string): readonly string[] => {
      if (away && folder === place(rig)) throw Object.assign(new Error("EIO: injected"), { code: "EIO" });
      return nodeDisk.list(folder);
    };
    const daemon = runDaemonByHand(rig, { disk: { ...nodeDisk, list } });
    await daemon.pass(100);
    expect(stepOf(rig)).not.toBe("cancelled");
    away = false;
    await daemon.pass(100);
    expect(daemon.parts.events.findLast(({ event }) => event === "cancelled")).toMatchObject({ by: null });
  },
);

test("an orphan's journal that can't be read at the start is read when it can, and told once", async () => {
  const rig = createRig();
  const manifest = rig.hand("session", { schedule: "20:00" });
  await runOnce(partsFor(rig));
  rmSync(manifest);
  let sick = true;
  const fileSystem: FileSystem = {
    ...nodeFileSystem,
    read: (path) => {
      if (sick && path === jobJournalPath(rig.flag, manifest))
        throw Object.assign(new Error("EIO: injected"), { code: "EIO" });
      return nodeFileSystem.read(path);
    },
  };
  const daemon = runDaemonByHand(rig, { fileSystem });
  await daemon.pass(200);
  expect([daemon.count("notice"), daemon.count("cancelled")]).toEqual([1, 0]);
  sick = false;
  await daemon.pass(100);
  expect([daemon.count("notice"), daemon.count("cancelled")]).toEqual([1, 1]);
});

test("archived by a worker that was given up while the job waits: the job is complete", async () => {
  const rig = createRig();
  mkdirSync(rig.complete);
  const manifest = rig.hand("session");
  const inline = createInlinePool(nodeDisk);
  let stalled = 0;
  const pool: WorkPool = {
    ...inline,
    run: (order, options) => {
      if (order.kind !== "archive" || stalled > 0) return inline.run(order, options);
      stalled += 1;
      return Promise.reject(copyError("COPY_STALLED", { what: "injected" }));
    },
  };
  const settings = settingsFor(rig, { retry: { firstMs: 60_000, maxMs: 60_000 } });
  const daemon = runDaemonByHand(rig, { pool, settings });
  await daemon.pass(100);
  expect([stalled, daemon.count("failed")]).toEqual([1, 1]);
  renameSync(manifest, join(rig.complete, "manifest_session.yml"));
  await daemon.pass(100);
  expect([daemon.count("archived"), daemon.count("parked"), stepOf(rig)]).toEqual([1, 0, "complete"]);
});

test("taken away by a person while an answer waits for its record: what was answered is recorded, nothing is cancelled", async () => {
  const rig = createRig();
  const manifest = rig.hand("session", { endpoint: "http://service/submit" });
  const fileSystem = limitedDisk();
  const http: HttpClient = {
    post: () => {
      fileSystem.room = 0;
      return Promise.resolve({ status: 200, headers: {}, body: "{}" });
    },
  };
  const settings = settingsFor(rig, { retry: { firstMs: 60_000, maxMs: 60_000 } });
  const daemon = runDaemonByHand(rig, { http, fileSystem, settings });
  await daemon.pass(100);
  fileSystem.room = Infinity;
  rmSync(manifest);
  await daemon.pass(100);
  const parked = daemon.parts.events.filter(({ event }) => event === "parked");
  expect(parked).toEqual([expect.objectContaining({ code: "MANIFEST_TAKEN_AWAY" })]);
  expect(listJobs(nodeDisk, nodeFileSystem, rig.flag)[0]).toMatchObject({
    submission: { status: 200 },
    step: "parked",
  });
});

describe("a manifest that is taken away when its data have been published and submitted", () => {
  const setUp = async (): Promise<{
    rig: Rig;
    manifest: string;
    text: string;
    http: ReturnType<typeof acceptingService>;
  }> => {
    const rig = createRig();
    const manifest = rig.hand("session", { endpoint: "http://service/submit", deleteSource: true });
    const text = readFileSync(manifest, "utf8");
    const http = acceptingService();
    const inline = createInlinePool(nodeDisk);
    let looks = 0;
    const pool: WorkPool = {
      ...inline,
      run: async (order, options) => {
        const result = await inline.run(order, options);
        // The second one is before the source is deleted.
        if (order.kind === "lookAtDestination" && (looks += 1) === 2) rmSync(manifest);
        return result;
      },
    };
    const parts = partsFor(rig, { pool, http });
    await runOnce(parts);
    expect(parts.events.at(-1)).toMatchObject({
      event: "parked",
      code: "MANIFEST_TAKEN_AWAY",
      reason: `${manifest} was taken away before it was archived: its data are published as ${join(rig.destination, "session")} and submitted, and no source was deleted`,
    });
    return { rig, manifest, text, http };
  };

  test("is told, in events and status, once, and the source stays", async () => {
    const { rig, http } = await setUp();
    expect(existsSync(join(rig.data, "behavior"))).toBe(true);
    expect(listJobs(nodeDisk, nodeFileSystem, rig.flag)[0]).toMatchObject({
      step: "parked",
      files: 3,
      submission: { status: 200 },
      failure: { code: "MANIFEST_TAKEN_AWAY", retryAt: null },
    });
    const again = partsFor(rig, { http });
    expect((await runOnce(again)).troubled).toBe(0);
    expect(again.events).toEqual([]);
  });

  test("and put back: the rest is done, and nothing a second time", async () => {
    const { rig, manifest, text, http } = await setUp();
    writeFileSync(manifest, text);
    const again = partsFor(rig, { http });
    expect((await runOnce(again)).troubled).toBe(0);
    expect(again.events.map(({ event }) => event)).toEqual(["sourceDeleted", "archived"]);
    expect([http.posts.length, existsSync(join(rig.data, "behavior")), stepOf(rig)]).toEqual([1, false, "complete"]);
  });

  test("in the very moment in which it is archived: the same", async () => {
    const rig = createRig();
    const manifest = rig.hand("session");
    const inline = createInlinePool(nodeDisk);
    const pool: WorkPool = {
      ...inline,
      run: async (order, options) => {
        if (order.kind === "archive") rmSync(manifest, { force: true });
        return inline.run(order, options);
      },
    };
    const daemon = runDaemonByHand(rig, { pool });
    await daemon.pass(100);
    expect(daemon.parts.events.find(({ event }) => event === "parked")).toMatchObject({
      code: "MANIFEST_TAKEN_AWAY",
      reason: expect.not.stringContaining("and submitted") as string,
    });
    expect(stepOf(rig)).toBe("parked");
  });

  test("of before, of which the journal says nothing: the next start says it", async () => {
    const { rig } = await setUp();
    const journal = jobJournalPath(rig.flag, "manifest_session.yml");
    const lines = readFileSync(journal, "utf8").split("\n");
    writeFileSync(journal, lines.filter((line) => !line.includes('"type":"parked"')).join("\n"));
    expect(stepOf(rig)).toBe("submitted");
    const next = partsFor(rig);
    await runOnce(next);
    expect(next.events).toEqual([expect.objectContaining({ event: "parked", code: "MANIFEST_TAKEN_AWAY" })]);
  });
});

test("deleted while it is being posted: cancelled, and it is said that the service may have it", async () => {
  const rig = createRig();
  const manifest = rig.hand("session", { endpoint: "http://service/submit" });
  const http: HttpClient = {
    post: (_url, { signal }) => {
      rmSync(manifest);
      return new Promise((_resolve, reject) => {
        signal.addEventListener("abort", () => reject(new Error("cut off")), { once: true });
      });
    },
  };
  const daemon = runDaemonByHand(rig, { http });
  await daemon.pass(100);
  expect(daemon.parts.events.find(({ event }) => event === "cancelled")).toMatchObject({
    by: null,
    reason: expect.stringContaining("service may have it") as string,
  });
  expect(readFileSync(jobJournalPath(rig.flag, manifest), "utf8")).toContain('"cancelled"');
});

test("deleted between the start of a daemon and its taking it up: cancelled, and no copy stays behind", async () => {
  const rig = createRig();
  const manifest = rig.hand("session");
  const inline = createInlinePool(nodeDisk);
  const pool: WorkPool = {
    ...inline,
    run: async (order, options) => {
      if (order.kind === "publish") throw copyError("COPY_FAILED", { what: "injected" });
      return inline.run(order, options);
    },
  };
  await runOnce(partsFor(rig, { pool }));
  expect(readdirSync(rig.destination)).toEqual([expect.stringMatching(/partial$/)]);
  const journal = jobJournalPath(rig.flag, manifest);
  let dim = true;
  const inspect: Disk["inspect"] = (path) => {
    if (dim && path === journal) throw Object.assign(new Error("EIO: injected"), { code: "EIO" });
    return nodeDisk.inspect(path);
  };
  const settings = settingsFor(rig, { settleMs: 500 });
  const daemon = runDaemonByHand(rig, { settings, disk: { ...nodeDisk, inspect } });
  await daemon.pass(20);
  rmSync(manifest);
  await daemon.pass(100);
  dim = false;
  await daemon.pass(1000);
  expect(daemon.parts.events.filter(({ event }) => event === "cancelled")).toEqual([
    expect.objectContaining({ by: null }),
  ]);
  expect(readdirSync(rig.destination)).toEqual([]);
});

test("deleted in the very moment in which it is taken anew, because somebody redrove it: cancelled", async () => {
  const rig = createRig();
  const manifest = rig.hand("session", { endpoint: "http://service/submit" });
  let isTaken = false;
  const fileSystem: FileSystem = {
    ...nodeFileSystem,
    read: (path) => {
      if (path === manifest && isTaken) rmSync(manifest, { force: true });
      return nodeFileSystem.read(path);
    },
  };
  const http: HttpClient = { post: () => Promise.resolve({ status: 503, headers: {}, body: "" }) };
  const settings = settingsFor(rig, { retry: { firstMs: 60_000, maxMs: 60_000 } });
  const daemon = runDaemonByHand(rig, { fileSystem, http, settings });
  for (let round = 0; round < 50 && daemon.count("failed") === 0; round += 1) await daemon.pass(20);
  askOfJob(partsFor(rig), "session", { do: "redrive", now: false }, "ada@rig-1");
  isTaken = true;
  await daemon.pass(200);
  expect(existsSync(manifest)).toBe(false);
  expect(daemon.parts.events.findLast(({ event }) => event === "cancelled")).toMatchObject({ by: null });
});
