import { join } from "node:path";
import { writeFileSync } from "node:fs";
import { nodeDisk } from "@rigline/foundation/disk";
import { nodeFileSystem } from "@rigline/foundation/platform";
import type { JobRecord } from "@rigline/manifest";
import type { StatusWord } from "@rigline/foundation/status";
import { createFakeClock } from "@rigline/foundation/testing";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { createJobsLook, type JobsFound } from "../../src/feed/jobs-look.js";
import type { KnownSession } from "../../src/feed/known-session.js";
import { makeRows } from "../../src/feed/make-rows.js";
import type { PageRow } from "../../src/wire/page-state.js";
import { makeTemporaryFolder } from "../support/temporary-folder.js";
import {
  completeRecords,
  makeQueue,
  parkedRecord,
  planned,
  verified,
  writeJob,
  type TestQueue,
} from "../support/write-job.js";

const clock = createFakeClock();
let queue: TestQueue;

beforeEach(() => {
  const { folder, remove } = makeTemporaryFolder();
  onTestFinished(remove);
  queue = makeQueue(folder);
});

function look(): JobsFound {
  return createJobsLook({ clock, disk: nodeDisk, fileSystem: nodeFileSystem }, queue.watchConfig)();
}

function rowsOf(sessions: readonly KnownSession[] = [], isWatched = true): readonly PageRow[] {
  const { jobs } = look();
  const writtenAt = (): undefined => undefined;
  const facts = { sessions, jobs, now: clock.now(), writtenAt, configFile: "/w.yml", isWatched };
  return makeRows(facts).map(({ row }) => row);
}

function session(
  word: StatusWord,
  more: Partial<KnownSession["status"]> & { readonly name?: string } = {},
): KnownSession {
  const { name = "614173_a", ...status } = more;
  return {
    at: "2026-07-14T16:05:00.000Z",
    name,
    subject: "614173",
    date: "2026-07-14T15:00:00.000Z",
    directory: `/data/614173/${name}`,
    status: { word, detail: "", todo: null, copy: null, isOver: false, ...status },
  };
}

test("a job that only a person can help says why and what to do in its row", () => {
  writeJob(queue, {
    name: "614173_a",
    records: [
      parkedRecord(
        "DESTINATION_FULL",
        "the disk is full",
        "Make room; then `rigline-watchdog redrive -c CONFIG NAME`.",
      ),
    ],
  });
  expect(rowsOf()).toMatchObject([
    {
      name: "614173_a",
      word: "needs you",
      group: "needs",
      tone: "needs",
      code: "DESTINATION_FULL",
      why: "the disk is full",
      todo: 'Make room; then `rigline-watchdog redrive -c "/w.yml" 614173_a`.',
      acts: ["redrive", "hold", "cancel"],
    },
  ]);
});

test("a job that is done and verified is safe, and by the daemon alone nobody says that it may be deleted", () => {
  writeJob(queue, { name: "614173_a", records: completeRecords("614173_a", 1000), isQueued: false });
  expect(rowsOf()).toMatchObject([
    { word: "safe", group: "safe", verified: true, mayDelete: false, bytes: 1000, acts: ["verify"] },
  ]);
});

test("a copy that was found damaged since is not safe", () => {
  const damaged: JobRecord = {
    type: "verified",
    at: "2026-07-15T16:00:00.000Z",
    by: "ann@rig-1",
    algorithm: "sha256",
    files: [],
    found: { missing: 1, changed: 0, unreadable: 0, extra: 0 },
  };
  writeJob(queue, { name: "614173_a", records: [...completeRecords("614173_a", 1000), damaged], isQueued: false });
  const row = { word: "needs you", why: expect.stringContaining("1 missing"), mayDelete: false };
  expect(rowsOf()).toMatchObject([row]);
  // Also where the launcher has not looked since.
  expect(rowsOf([session("safe to delete")])).toMatchObject([row]);
});

test.each<[StatusWord, Partial<PageRow>]>([
  ["running", { word: "recording", group: "recording", tone: "recording" }],
  ["safe to delete", { word: "safe", group: "safe", mayDelete: true }],
  ["cleaned", { group: "safe", mayDelete: false }],
  ["stuck", { word: "needs you", group: "needs" }],
  ["not handed off", { group: "needs" }],
  ["outbox", { word: "queued", group: "waiting" }],
  ["declined", { word: "declined", group: "other", acts: ["handoff"] }],
  ["cancelled", { word: "cancelled", group: "other", acts: ["handoff"] }],
  // Nobody has verified what another service has copied.
  ["submitted", { word: "submitted", tone: "grey", verified: false }],
  ["unknown", { word: "not known", tone: "grey" }],
])("a session that is %s", (word, row) => {
  expect(rowsOf([session(word)])).toMatchObject([row]);
});

test("what waits where nobody watches needs somebody, and says how a daemon is started", () => {
  expect(rowsOf([session("queued", { todo: "Start a daemon: `x`" })])).toMatchObject([
    { group: "needs", todo: "Start a daemon: `x`" },
  ]);
  writeJob(queue, { name: "614173_b" });
  const [row] = rowsOf([], false);
  expect(row).toMatchObject({ word: "needs you", todo: 'Start a daemon: `rigline-watchdog -c "/w.yml"`' });
  expect(rowsOf([], true)).toMatchObject([{ word: "queued", group: "waiting", todo: null }]);
});

test("a session and its job are one row, with the session's word and the job's figures", () => {
  const name = "614173_a";
  writeJob(queue, { name, records: [planned(2, 3000), verified("a", 1000, "2026-07-14T16:00:05.000Z")] });
  expect(rowsOf([session("copying", { name })])).toMatchObject([
    { name, subject: "614173", word: "copying", bytes: 3000, files: 2, acts: ["hold", "cancel"] },
  ]);
});

test("what is before its hand-off can be relabelled and discarded, and what has begun can't", () => {
  const name = "614173_a";
  writeJob(queue, { name });
  expect(rowsOf([session("queued", { name })])[0]?.acts).toEqual(["hold", "cancel", "relabel", "discard"]);
  writeJob(queue, { name: "614173_b", records: [planned(1, 10)] });
  expect(rowsOf([session("copying", { name: "614173_b" })]).find((row) => row.name === "614173_b")?.acts).toEqual([
    "hold",
    "cancel",
  ]);
});

test("what needs somebody is first, then what goes on, then the newest", () => {
  const sessions = [
    session("safe to delete", { name: "old" }),
    { ...session("safe to delete", { name: "new" }), date: "2026-07-15T15:00:00.000Z" },
    session("queued", { name: "queued" }),
    session("copying", { name: "copying" }),
    session("running", { name: "running" }),
    session("stuck", { name: "stuck" }),
  ];
  expect(rowsOf(sessions).map(({ name }) => name)).toEqual(["stuck", "running", "copying", "queued", "new", "old"]);
});

test("a manifest of a name that no daemon takes can't be asked for anything", () => {
  writeFileSync(join(queue.flagFolder, "manifest_a.json"), "{}");
  expect(rowsOf()).toMatchObject([{ word: "needs you", code: "MANIFEST_NAME_STRANGE", acts: [] }]);
});

test("a rig that has handed nothing off yet has no queue, which is no trouble", () => {
  const find = createJobsLook({ clock, disk: nodeDisk, fileSystem: nodeFileSystem }, join(queue.folder, "none.yml"));
  expect(find()).toEqual({ flagFolder: undefined, jobs: [], notes: [], trouble: undefined });
});

test("a queue that can't be read is told, and the page goes on", () => {
  writeFileSync(queue.watchConfig, "flag_dir: [\n");
  expect(look()).toMatchObject({ jobs: [], trouble: expect.stringContaining("can't be read") });
});

test("a journal is read again only when it has grown", () => {
  writeJob(queue, { name: "614173_a" });
  let reads = 0;
  const counting = {
    ...nodeFileSystem,
    read: (path: string) => {
      if (path.endsWith(".jsonl")) reads += 1;
      return nodeFileSystem.read(path);
    },
  };
  const find = createJobsLook({ clock, disk: nodeDisk, fileSystem: counting }, queue.watchConfig);
  find();
  const first = reads;
  find();
  expect([first, reads]).toEqual([1, 1]);
  writeJob(queue, { name: "614173_a", records: [planned(1, 10)] });
  expect(find().jobs).toMatchObject([{ step: "copying" }]);
  expect(reads).toBe(2);
});
