import { mkdirSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { nodeDisk } from "@rigline/foundation/disk";
import type { HttpClient } from "@rigline/foundation/http";
import { expect, test } from "vitest";
import { nodeFileSystem, systemClock } from "@rigline/foundation/platform";
import type { DaemonEvent } from "../../src/jobs/daemon-events.js";
import { jobJournals } from "../../src/jobs/job-journal.js";
import { createInlinePool } from "../../src/work/inline-pool.js";
import type { WorkPool } from "../../src/work/work-pool.js";
import { createRig, partsFor, runOnce, settingsFor, type TestParts } from "../support/rig.js";
import { runDaemonByHand } from "../support/running-daemon.js";

const jobsOf = (events: readonly DaemonEvent[], kind: DaemonEvent["event"]): string[] =>
  events.flatMap((event) => (event.event === kind && "job" in event ? [event.job ?? ""] : []));

/** A service that never answers, and how often it is being asked at the moment. */
function silentService(): HttpClient & { asked: number; most: number } {
  const service = {
    asked: 0,
    most: 0,
    post: (_url: string, { signal }: { readonly signal: AbortSignal }) => {
      service.asked += 1;
      service.most = Math.max(service.most, service.asked);
      return new Promise<never>((_resolve, reject) => {
        signal.addEventListener("abort", () => reject(new Error("aborted")), { once: true });
      });
    },
  };
  return service;
}

test("jobs that wait for a silent service hold up no copy, and ask it a few at a time", async () => {
  const rig = createRig();
  const http = silentService();
  for (let index = 0; index < 20; index += 1) rig.hand(`silent_${index}`, { endpoint: "http://silent/submit" });
  const daemon = runDaemonByHand(rig, { http });
  await daemon.pass(400);
  expect([daemon.count("published"), http.most]).toEqual([20, 4]);
  rig.hand("healthy");
  await daemon.pass(100);
  expect(jobsOf(daemon.parts.events, "archived")).toEqual(["healthy"]);
});

test("a service that answers is asked beside one that does not", async () => {
  const rig = createRig();
  const silent = silentService();
  const http: HttpClient = {
    post: (url, options) =>
      url.includes("silent")
        ? silent.post(url, options)
        : Promise.resolve({ status: 200, headers: {}, body: '{"message":"Submitted"}' }),
  };
  for (let index = 0; index < 10; index += 1) rig.hand(`silent_${index}`, { endpoint: "http://silent/submit" });
  const daemon = runDaemonByHand(rig, { http });
  await daemon.pass(200);
  rig.hand("z", { endpoint: "http://quick/submit" });
  await daemon.pass(100);
  expect(jobsOf(daemon.parts.events, "archived")).toEqual(["z"]);
});

test("as many copy at once as there are places for data, and no more", async () => {
  const rig = createRig();
  for (let index = 0; index < 5; index += 1) rig.hand(`s${index}`);
  const inner = createInlinePool(nodeDisk);
  let copying = 0;
  const pool: WorkPool = {
    ...inner,
    run: (order, options) => {
      if (order.kind !== "copy") return inner.run(order, options);
      copying += 1;
      return new Promise((_resolve, reject) => {
        options.signal.addEventListener("abort", () => reject(new Error("aborted")), { once: true });
      });
    },
  };
  const daemon = runDaemonByHand(rig, { pool, settings: settingsFor(rig, { jobs: 2 }) });
  await daemon.pass(100);
  expect(copying).toBe(2);
});

test("what was never tried comes before what is tried again, however often and early that is due", async () => {
  const rig = createRig();
  for (const name of ["a", "b"]) rig.hand(name, { modalities: { behavior: [join(rig.root, "missing")] } });
  let failures = 0;
  const inner = createInlinePool(nodeDisk);
  const parts: TestParts = partsFor(rig, {
    // An order takes a turn of the event loop, as with a worker: those that are due again at once would leave the test none.
    pool: { ...inner, run: async (order, options) => (await setImmediate(), inner.run(order, options)) },
    settings: settingsFor(rig, { jobs: 1, fewAttempts: 1000, retry: { firstMs: 0, maxMs: 0 } }),
    report: (event) => {
      parts.events.push(event);
      if (event.event !== "failed") return;
      failures += 1;
      // Due again at once, as all are that failed before.
      if (failures === 6) rig.hand("z");
      if (failures === 100) throw new Error("z was not done before the others failed a hundred times");
    },
  });
  const daemon = runDaemonByHand(rig, parts);
  for (let round = 0; round < 50 && jobsOf(parts.events, "archived").length === 0; round += 1) await daemon.pass(20);
  expect(jobsOf(parts.events, "archived")).toEqual(["z"]);
});

test("what is tried again takes little time from what was never tried, whatever it waits for", async () => {
  const rig = createRig();
  for (let index = 0; index < 20; index += 1) rig.hand(`refused_${index}`, { endpoint: "http://refusing/submit" });
  const http: HttpClient = { post: () => Promise.reject(new Error("connect ECONNREFUSED")) };
  const inner = createInlinePool(nodeDisk);
  let frozen = false;
  const pool: WorkPool = {
    ...inner,
    // The data have no places left: their work goes on and on.
    run: (order, options) =>
      frozen
        ? new Promise((_resolve, reject) => {
            options.signal.addEventListener("abort", () => reject(new Error("aborted")), { once: true });
          })
        : inner.run(order, options),
  };
  const daemon = runDaemonByHand(rig, { http, pool });
  await daemon.pass(400);
  const failed = daemon.count("failed");
  expect(failed).toBeGreaterThan(100);
  frozen = true;
  for (let index = 0; index < 6; index += 1) rig.hand(`new_${index}`);
  await daemon.pass(40);
  const before = daemon.count("failed");
  await daemon.pass(2000);
  const retried = daemon.count("failed") - before;
  expect(retried).toBeGreaterThan(4);
  expect(retried).toBeLessThan(12);
});

test("a destination that is away is looked for by one job in half a minute; when it is back, all are done", async () => {
  const rig = createRig();
  const share = join(rig.root, "share");
  for (let index = 0; index < 10; index += 1) rig.hand(`s${index}`, { destination: join(share, "data", `m${index}`) });
  const settings = settingsFor(rig, { rescanMs: 1000, retry: { firstMs: 1000, maxMs: 300_000 } });
  const daemon = runDaemonByHand(rig, { settings });
  await daemon.pass(600_000);
  const looks = daemon.count("failed");
  expect(looks).toBeGreaterThan(15);
  expect(looks).toBeLessThan(60);
  rig.hand("healthy");
  await daemon.pass(1000);
  expect(jobsOf(daemon.parts.events, "archived")).toEqual(["healthy"]);
  mkdirSync(join(share, "data"), { recursive: true });
  await daemon.pass(35_000);
  expect(daemon.count("archived")).toBe(11);
});

test("a destination that is back is noticed within fifteen seconds, by a look and not by an attempt", async () => {
  const rig = createRig();
  const share = join(rig.root, "share");
  for (let index = 0; index < 5; index += 1) rig.hand(`s${index}`, { destination: join(share, "data", `m${index}`) });
  const looks: string[] = [];
  const inner = createInlinePool(nodeDisk);
  const pool: WorkPool = { ...inner, run: (order, options) => (looks.push(order.kind), inner.run(order, options)) };
  // Each job's own wait has grown to half a minute.
  const settings = settingsFor(rig, { rescanMs: 1000, retry: { firstMs: 60_000, maxMs: 300_000 } });
  const daemon = runDaemonByHand(rig, { settings, pool });
  await daemon.pass(120_000);
  const [failed, before] = [daemon.count("failed"), looks.length];
  await daemon.pass(120_000);
  expect(daemon.count("failed") - failed).toBeLessThan(6);
  expect(looks.length - before).toBeLessThan(20);
  expect(new Set(looks)).toEqual(new Set(["lookAtDestination"]));
  // A moment after a job has looked for it in vain.
  for (let seen = daemon.count("failed"); daemon.count("failed") === seen;) await daemon.pass(1000);
  mkdirSync(join(share, "data"), { recursive: true });
  await daemon.pass(15_000);
  expect(daemon.count("archived")).toBe(5);
});

test("manifests that are judged hold up neither those under way nor a stop", async () => {
  const rig = createRig();
  rig.hand("a_healthy");
  for (let index = 0; index < 100; index += 1) writeFileSync(join(rig.flag, `manifest_bad_${index}.yml`), "{");
  const open = jobJournals(nodeFileSystem, systemClock, hostname());
  let opened = 0;
  const parts = partsFor(rig, {
    openJournal: (path) => {
      opened += 1;
      return open(path);
    },
    // As if each journal took as long as on a disk that is slow to flush.
    clock: { ...systemClock, monotonic: () => systemClock.monotonic() + opened * 20 },
  });
  await runOnce(parts);
  const order = parts.events.map(({ event }) => event);
  expect(order.filter((event) => event === "parked")).toHaveLength(100);
  expect(order.indexOf("archived")).toBeLessThan(order.lastIndexOf("parked") - 50);
});
