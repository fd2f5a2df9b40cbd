import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { nodeDisk } from "@rigline/foundation/disk";
import { type HttpClient, neverSent } from "@rigline/foundation/http";
import { nodeFileSystem } from "@rigline/foundation/platform";
import { jobJournalPath, type JobRecord } from "@rigline/manifest";
import { expect, test } from "vitest";
import { listJobs } from "../../src/jobs/list-jobs.js";
import { askOfJob } from "../../src/jobs/ask-of-job.js";
import { createInlinePool } from "../../src/work/inline-pool.js";
import type { WorkPool } from "../../src/work/work-pool.js";
import { createRig, PUBLISHED, settingsFor, type Rig } from "../support/rig.js";
import { runDaemonByHand, type RunningDaemon } from "../support/running-daemon.js";
import { readTree } from "../support/temporary-folder.js";

type Failed = Extract<JobRecord, { readonly type: "attemptFailed" }>;

function failuresOf(manifest: string): readonly Failed[] {
  return readFileSync(jobJournalPath(dirname(manifest), manifest), "utf8")
    .trim()
    .split("\n")
    .map((line) => (JSON.parse(line) as { record: JobRecord }).record)
    .filter((record) => record.type === "attemptFailed");
}

/** A job whose share is away, on a rig that looks for it every 30 s. */
function setUp() {
  const rig = createRig();
  const destination = join(rig.root, "share", "central", "614173");
  const manifest = rig.hand("session", { destination });
  const settings = settingsFor(rig, { rescanMs: 30_000, retry: { firstMs: 2000, maxMs: 300_000 } });
  const start = (): RunningDaemon => runDaemonByHand(rig, { settings });
  const journal = jobJournalPath(rig.flag, manifest);
  return { rig, destination, manifest, settings, start, journal };
}

const attemptsOf = ({ parts }: RunningDaemon): readonly number[] =>
  parts.events.flatMap((event) => (event.event === "failed" ? [event.attempt] : []));

async function passFailures(daemon: RunningDaemon, upTo: number): Promise<void> {
  for (let round = 0; daemon.count("failed") < upTo && round < 100 + 2 * upTo; round += 1) await daemon.pass(30_000);
}

const stateOf = (rig: Rig) => listJobs(nodeDisk, nodeFileSystem, rig.flag)[0];

test("a share that is away for hours: each failure is told, and few of them are recorded", async () => {
  const { rig, destination, manifest, start, journal } = setUp();
  const daemon = start();
  await passFailures(daemon, 300);
  expect(attemptsOf(daemon).slice(0, 300)).toEqual(Array.from({ length: 300 }, (_, index) => index + 1));
  expect(failuresOf(manifest).map(({ attempt }) => attempt)).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256]);
  expect(statSync(journal).size).toBeLessThan(5000);
  expect(stateOf(rig)?.failure).toMatchObject({ code: "DESTINATION_MISSING", step: "publish" });
  await daemon.stop();
  const next = start();
  await passFailures(next, 3);
  expect(attemptsOf(next).slice(0, 3)).toEqual([257, 258, 259]);
  mkdirSync(dirname(destination), { recursive: true });
  await next.pass(120_000);
  expect([next.count("archived"), stateOf(rig)?.failure]).toEqual([1, null]);
  expect(readTree(join(destination, "session"))).toEqual(PUBLISHED);
});

test("another failure is recorded at once, and what comes and goes no oftener than every ten minutes", async () => {
  const { rig, destination, manifest, settings } = setUp();
  mkdirSync(destination, { recursive: true });
  const inline = createInlinePool(nodeDisk);
  let code = (_attempt: number): string => "EIO";
  let attempts = 0;
  const pool: WorkPool = {
    ...inline,
    run: async (order, options) => {
      if (order.kind !== "lookAtDestination") return inline.run(order, options);
      const said = code((attempts += 1));
      throw Object.assign(new Error(`${said}: injected`), { code: said });
    },
  };
  const quick = { ...settings, retry: { firstMs: 30_000, maxMs: 30_000 } };
  const daemon = runDaemonByHand(rig, { pool, settings: quick });
  await passFailures(daemon, 20);
  code = () => "EBUSY";
  await passFailures(daemon, 21);
  expect(failuresOf(manifest).map(({ attempt }) => attempt)).toEqual([1, 2, 4, 8, 16, 21]);
  expect(stateOf(rig)?.failure?.message).toContain("EBUSY");
  code = (attempt) => (attempt % 2 === 0 ? "EBUSY" : "EIO");
  await passFailures(daemon, 500);
  expect(failuresOf(manifest).length).toBeLessThan(40);
  // A change that stays is shown, though it was told before.
  code = () => "ENOTCONN";
  await passFailures(daemon, 505);
  expect(stateOf(rig)?.failure?.message).toContain("ENOTCONN");
});

test("a person's redrive begins to count anew, and what comes then is recorded", async () => {
  const { rig, manifest, start } = setUp();
  const daemon = start();
  await passFailures(daemon, 20);
  askOfJob(daemon.parts, "session", { do: "redrive", now: false }, "ada@rig-1");
  expect(stateOf(rig)?.failure).toBeNull();
  await passFailures(daemon, daemon.count("failed") + 2);
  expect(failuresOf(manifest).map(({ attempt }) => attempt)).toEqual([1, 2, 4, 8, 16, 1, 2]);
  expect(stateOf(rig)?.failure).toMatchObject({ code: "DESTINATION_MISSING" });
});

test("a plan that is as it was is not recorded again", async () => {
  const { rig, destination, manifest, settings, journal } = setUp();
  mkdirSync(destination, { recursive: true });
  const inline = createInlinePool(nodeDisk);
  const pool: WorkPool = {
    ...inline,
    run: async (order, options) => {
      if (order.kind === "prepareStaging") throw Object.assign(new Error("EIO: injected"), { code: "EIO" });
      return inline.run(order, options);
    },
  };
  const quick = { ...settings, retry: { firstMs: 30_000, maxMs: 30_000 } };
  const daemon = runDaemonByHand(rig, { pool, settings: quick });
  await passFailures(daemon, 10);
  const plans = (): number => readFileSync(journal, "utf8").split('"type":"planned"').length - 1;
  expect([plans(), stateOf(rig)]).toEqual([1, expect.objectContaining({ step: "copying", files: 3 })]);
  writeFileSync(join(rig.data, "behavior", "more.csv"), "more");
  await passFailures(daemon, 12);
  expect([plans(), stateOf(rig)?.files, failuresOf(manifest).length]).toEqual([2, 4, 4]);
});

test.each(["refuses every connection", "answers 503"])(
  "a transfer service that %s for weeks: each post is told, and few are recorded",
  async (how) => {
    const rig = createRig();
    const manifest = rig.hand("session", { endpoint: "http://service/submit" });
    const journal = jobJournalPath(rig.flag, manifest);
    let [posts, isUp] = [0, false];
    const http: HttpClient = {
      post: () => {
        posts += 1;
        expect(readFileSync(journal, "utf8")).toMatch(/"type":"submitting".*\n$/);
        if (isUp) return Promise.resolve({ status: 200, headers: {}, body: "{}" });
        if (how === "answers 503") return Promise.resolve({ status: 503, headers: {}, body: "down" });
        return Promise.reject(neverSent(Object.assign(new Error("refused"), { code: "ECONNREFUSED" })));
      },
    };
    const settings = settingsFor(rig, { rescanMs: 30_000, retry: { firstMs: 2000, maxMs: 30_000 } });
    const daemon = runDaemonByHand(rig, { http, settings });
    await passFailures(daemon, 100);
    expect(posts).toBeGreaterThanOrEqual(100);
    expect(attemptsOf(daemon).slice(0, 100)).toEqual(Array.from({ length: 100 }, (_, index) => index + 1));
    expect(failuresOf(manifest).map(({ attempt }) => attempt)).toEqual([1, 2, 4, 8, 16, 32, 64]);
    expect(statSync(journal).size).toBeLessThan(15_000);
    isUp = true;
    await daemon.pass(60_000);
    expect([daemon.count("submitted"), daemon.count("archived")]).toEqual([1, 1]);
  },
);
