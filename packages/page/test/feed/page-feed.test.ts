import { join } from "node:path";
import { writeFileSync } from "node:fs";
import { nodeDisk } from "@rigline/foundation/disk";
import { nodeFileSystem } from "@rigline/foundation/platform";
import { createFakeClock } from "@rigline/foundation/testing";
import { writeCursor } from "@rigline/manifest/fleet";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { PageFeed, type FeedParts } from "../../src/feed/page-feed.js";
import { PageStore } from "../../src/feed/page-store.js";
import type { KnownSessions } from "../../src/feed/sessions-feed.js";
import { readPageFile } from "../../src/server/page-file.js";
import type { PageChange } from "../../src/wire/page-state.js";
import { known, knownSession } from "../support/many-sessions.js";
import { startTestPage, visit } from "../support/start-page.js";
import { makeTemporaryFolder } from "../support/temporary-folder.js";
import { makeQueue, parkedRecord, planned, writeJob, type TestQueue } from "../support/write-job.js";

let queue: TestQueue;

beforeEach(() => {
  const { folder, remove } = makeTemporaryFolder();
  onTestFinished(remove);
  queue = makeQueue(folder);
});

function makeFeed(sessions?: () => KnownSessions, parts: Partial<FeedParts> = {}) {
  const clock = createFakeClock();
  const store = new PageStore();
  const feed = new PageFeed(
    {
      clock,
      disk: nodeDisk,
      fileSystem: nodeFileSystem,
      askRoom: () => Promise.resolve({ free: 10, size: 100 }),
      findWatcher: () => Promise.resolve("daemon (pid 7)"),
      store,
      ...parts,
    },
    {
      name: "rig-1",
      user: "ann@rig-1",
      watchConfig: queue.watchConfig,
      dataFolder: sessions === undefined ? undefined : queue.folder,
      tempFolder: join(queue.folder, "logs"),
      sessions,
    },
  );
  return { clock, feed, store };
}

const place = { type: "destination", root: "/central", fileSystem: "", own: false } as const;

test("both disks are told with what waits for them", async () => {
  writeJob(queue, { name: "a", records: [place, planned(2, 5e9)] });
  const { clock, feed, store } = makeFeed(() => known([]));
  await feed.look();
  await feed.look();
  expect(store.state?.summary.disks).toEqual([
    { place: queue.folder, what: "rig", free: 10, size: 100, waiting: 5e9, forecast: null, hold: null },
    { place: "/central", what: "destination", free: 10, size: 100, waiting: 5e9, forecast: null, hold: null },
  ]);
  expect(clock.pending).toBe(0);
});

test("a share that does not answer holds nothing up, and is not asked again while it is asked", async () => {
  writeJob(queue, { name: "a", records: [place, planned(2, 5e9)] });
  const asked: string[] = [];
  let fail = (): void => {};
  const { clock, feed, store } = makeFeed(undefined, {
    askRoom: (folder) => {
      asked.push(folder);
      return folder === "/central"
        ? new Promise((_resolve, reject) => (fail = () => reject(new Error("gone"))))
        : Promise.resolve({ free: 1, size: 2 });
    },
  });
  await feed.look();
  await clock.advance(60_000);
  await feed.look();
  expect(asked.filter((folder) => folder === "/central").length).toBe(1);
  fail();
  await clock.advance(0);
  await feed.look();
  expect(store.state?.summary.disks.at(-1)).toMatchObject({ place: "/central", free: null });
});

test("a fleet that is not told is said, and takes nothing from what is known of the data", async () => {
  const fleet = { url: "https://fleet.example.org", token: { env: "TOKEN" } };
  const config = { flag_dir: queue.flagFolder, manifest_complete: join(queue.folder, "complete"), rigline: { fleet } };
  writeFileSync(queue.watchConfig, JSON.stringify(config));
  writeJob(queue, { name: "a" });
  const trouble = { since: "2026-07-14T09:05:00Z", what: "fleet.example.org: it answered 401", todo: "Make a token" };
  const nothing = { since: 0, unlisted: 0, journals: {}, wishes: {}, aside: [] };
  writeCursor(nodeFileSystem, queue.flagFolder, { ...nothing, url: fleet.url, trouble });
  const { feed, store } = makeFeed();
  await feed.look();
  expect(store.state?.summary).toMatchObject({
    home: { short: "Yes" },
    troubles: [],
    notes: [expect.stringMatching(/^the fleet can't be told since .*it answered 401. Make a token$/u)],
  });
});

test("how old what is shown is, is known; a rig that is silent is said to be", async () => {
  let sessions = known([knownSession("a", "queued")], 0);
  const { clock, feed, store } = makeFeed(() => sessions);
  await feed.look();
  expect([feed.age, store.state?.summary.troubles]).toEqual([0, []]);
  await clock.advance(31_000);
  await feed.look();
  expect(feed.age).toBe(31_000);
  expect(store.state?.summary).toMatchObject({
    home: { short: "Not known" },
    troubles: [expect.stringContaining("share")],
  });
  sessions = known([knownSession("a", "queued")], 31_000);
  await feed.look();
  expect([feed.age, store.state?.summary.troubles]).toEqual([0, []]);
});

test("a look that fails ends nothing: what is shown grows old, and the next look is as any", async () => {
  writeJob(queue, { name: "a" });
  let isBroken = true;
  const findWatcher = (): Promise<string | undefined> =>
    isBroken ? Promise.reject(new Error("no answer")) : Promise.resolve(undefined);
  const { clock, feed, store } = makeFeed(undefined, { findWatcher });
  const control = new AbortController();
  const running = feed.run(control.signal);
  await clock.advance(3000);
  expect([store.state, feed.age]).toEqual([undefined, 3000]);
  isBroken = false;
  await clock.advance(1000);
  expect([store.state?.rows.length, feed.age]).toEqual([1, 0]);
  control.abort();
  await running;
});

test("a recording whose files can't be read is shown by its name", async () => {
  const { feed, store } = makeFeed(() =>
    known([knownSession("a", "running", { directory: join(queue.folder, "none") })]),
  );
  await feed.look();
  expect(store.state?.summary.recordings).toMatchObject([{ name: "a", by: "not known", lines: [] }]);
});

test("only what has changed is told", async () => {
  writeJob(queue, { name: "a" });
  writeJob(queue, { name: "b" });
  const { feed, store } = makeFeed();
  await feed.look();
  const told: PageChange[] = [];
  store.listen((change) => told.push(change));
  await feed.look();
  // The disks have answered meanwhile, and nothing else has changed.
  expect(told.map(({ rows, gone }) => [rows, gone])).toEqual([[undefined, undefined]]);
  writeJob(queue, { name: "b", records: [parkedRecord("X", "x", "y")] });
  await feed.look();
  expect(told.at(-1)?.rows?.map(({ name }) => name)).toEqual(["b"]);
});

test("what is asked is done also where the page's own list can't be written", async () => {
  writeJob(queue, { name: "a" });
  writeFileSync(join(queue.folder, ".rigline"), "a file in the way");
  const page = await startTestPage(queue);
  const cookie = await visit(page);
  const headers = { cookie, origin: page.origin, "x-rigline": "page", "content-type": "application/json" };
  const body = JSON.stringify({ act: "hold", keys: page.store.rows.map(({ row }) => row.key) });
  const response = await fetch(`${page.origin}/api/acts`, { method: "POST", headers, body });
  await page.close();
  expect([response.status, page.ran.length]).toEqual([202, 1]);
});

test("the file of another page that can't be read names none", () => {
  writeFileSync(join(queue.folder, "page.json"), "{");
  expect(readPageFile(nodeFileSystem, queue.folder)).toBeUndefined();
});
