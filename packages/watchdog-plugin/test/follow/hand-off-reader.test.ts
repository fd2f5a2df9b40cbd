import { showLocalTime } from "@rigline/foundation/time";
import { readFileSync, renameSync, rmSync } from "node:fs";
import { createHash } from "node:crypto";
import { basename, join } from "node:path";
import type { ProcessRunner } from "@rigline/core";
import { acquireProcessLock } from "@rigline/foundation/lock";
import { nodeFileSystem } from "@rigline/foundation/platform";
import { dropWish, watchdogLockName } from "@rigline/manifest";
import { expect, onTestFinished, test } from "vitest";
import { findWatchPlaces, type WatchPlaces } from "../../src/daemon/watch-places.js";
import { JobReader } from "../../src/follow/hand-off-reader.js";
import type { PublishedTransfer } from "../../src/transfer/published-transfer.js";
import { makeTransfers } from "../support/hand-off.js";
import { accepted, planned, published, verified, writeJob } from "../support/job-journal.js";
import { makeMapping, makeSession } from "../support/make-session.js";
import { makeParts, type PartChanges } from "../support/make-parts.js";
import { temporaryFolder } from "../support/temporary-folder.js";

function rig(folder = temporaryFolder(), data = "data", changes: PartChanges = {}) {
  const parts = makeParts(folder, changes);
  const session = makeSession(join(folder, data));
  const publish = async (): Promise<PublishedTransfer> => {
    const published = await makeTransfers(parts).open(session).publishManifest(makeMapping(session));
    if ("state" in published) throw new Error(published.reason);
    return published;
  };
  // Its status is told in hand-off-status.test.ts.
  const read = async () => {
    const known = await new JobReader(parts).read(session);
    if (known === undefined) return undefined;
    const { status: _status, ...rest } = known;
    return rest;
  };
  return { folder, session, places: findWatchPlaces(parts), publish, read, clock: parts.clock };
}

test("a session that was never handed off has no state", async () => {
  expect(await rig().read()).toBeUndefined();
});

test("the daemon's settings are named where they will stand, also before the first hand-off", () => {
  const { folder, places } = rig();
  expect(new JobReader(makeParts(folder)).settingsFile()).toBe(places.configFile);
});

test("the state is that of today", async () => {
  const { publish, read, places } = rig();
  const { manifest: path, digest } = await publish();
  await watch(places);
  expect(await read()).toEqual({ state: "pending", detail: "waiting for the daemon" });
  writeJob(places, path, [accepted(path, digest), planned, verified]);
  expect(await read()).toEqual({ state: "pending", detail: "verified 1 of 3 files, 1.0 MB of 3.0 MB" });
  writeJob(places, path, [{ type: "parked", code: "X", reason: "the disk is full", todo: "make room" }]);
  const command = `rigline-watchdog redrive -c "${places.configFile}" 614173_x`;
  expect(await read()).toEqual({ state: "parked", detail: `the disk is full. Fix that, then \`${command}\`` });
  writeJob(places, path, [{ type: "redriven" }]);
  expect(await read()).toEqual({ state: "pending", detail: "waiting until the files are still" });
  const archive = join(places.completeFolder, basename(path));
  renameSync(path, archive);
  writeJob(places, path, [{ type: "archived", to: archive }]);
  expect(await read()).toEqual({ state: "complete", detail: "/central/614173/614173_x", finishes: "watchdog" });
});

const ADA = { by: "ada@rig-1", at: "2026-07-15T03:00:00.000Z" };
const SAID = `by ada@rig-1 at ${showLocalTime(ADA.at)}`;

test("what a person decided about the job is its state, heard by the daemon or not; a cancelled one owes nothing", async () => {
  const { publish, read, places, session } = rig();
  const { manifest: path, digest } = await publish();
  const wish = { manifest: basename(path), ...ADA };
  const held = { state: "held", detail: `held ${SAID}; \`rigline handoff release ${session.name}\` lets it go on` };
  const file = dropWish(nodeFileSystem, places.flagFolder, { ...wish, deed: { do: "hold" } });
  expect(await read()).toEqual(held);
  rmSync(file);
  writeJob(places, path, [accepted(path, digest), { type: "held", ...ADA }]);
  expect(await read()).toEqual(held);
  const cancelled = {
    state: "cancelled",
    detail: `${SAID}: nothing of it was copied; \`rigline handoff ${session.name}\` hands it off after all`,
    finishes: "watchdog",
  };
  dropWish(nodeFileSystem, places.flagFolder, { ...wish, deed: { do: "cancel" } });
  expect(await read()).toEqual(cancelled);
  rmSync(path);
  writeJob(places, path, [{ type: "cancelled", ...ADA, reason: "nothing of it was copied" }]);
  expect(await read()).toEqual(cancelled);
});

test("what is asked and can't be read at this moment is read at the next look", async () => {
  const folder = temporaryFolder();
  const fileSystem = {
    ...nodeFileSystem,
    list: (path: string) => {
      if (path.endsWith("wishes")) throw Object.assign(new Error("EIO: injected"), { code: "EIO" });
      return nodeFileSystem.list(path);
    },
  };
  const { publish, read, places } = rig(folder, "data", { fileSystem });
  const { manifest: path } = await publish();
  await watch(places);
  dropWish(nodeFileSystem, places.flagFolder, { manifest: basename(path), ...ADA, deed: { do: "hold" } });
  expect(await read()).toEqual({ state: "pending", detail: "waiting for the daemon" });
});

const NOBODY = "nobody watches the flag folder: start a daemon by ";

test.each([
  [[], "pending", "waiting for the daemon"],
  [[planned], "pending", "verified 0 of 3 files, 0 B of 3.0 MB"],
  [
    [{ type: "scheduled", until: "2026-07-15T03:00:00Z" }],
    "scheduled",
    `it starts at ${showLocalTime("2026-07-15T03:00:00Z")}`,
  ],
  [
    [planned, verified, published],
    "pending",
    "all 3 files have arrived; the transfer service has not taken the job yet",
  ],
])("when nobody watches, what waits says so, and how to begin", async (records, state, detail) => {
  const { publish, read, places } = rig();
  const { manifest: path, digest } = await publish();
  if (records.length > 0) writeJob(places, path, [accepted(path, digest), ...records]);
  expect(await read()).toEqual({ state, detail: `${detail}; ${NOBODY}\`rigline-watchdog -c "${places.configFile}"\`` });
});

test("where a resumed session starts a daemon, that is said first", async () => {
  const { publish, read, places, session } = rig(undefined, "data", { options: { service: "embedded" } });
  await publish();
  const commands = `\`rigline resume ${session.name}\` or \`rigline-watchdog -c "${places.configFile}"\``;
  expect((await read())?.detail).toBe(`waiting for the daemon; ${NOBODY}${commands}`);
});

test("what is parked or withdrawn waits for a person, so nobody is asked to watch", async () => {
  const { publish, read, places, session } = rig();
  const { manifest: path, digest } = await publish();
  writeJob(places, path, [accepted(path, digest), { type: "parked", code: "X", reason: "no", todo: "x" }]);
  expect((await read())?.detail).not.toContain("nobody");
  rmSync(path);
  expect(await read()).toEqual({
    state: "withdrawn",
    detail: `its manifest was removed from the queue; \`rigline resume ${session.name}\` publishes it again`,
  });
});

test("a watcher that can't be asked in time is nobody's fault: nothing is said of it", async () => {
  const processes: ProcessRunner = { run: () => new Promise(() => undefined) };
  const environment = { WATCHDOG_EXE: "/opt/watchdog" };
  const { publish, read, clock } = rig(undefined, "data", { options: { service: "external" }, environment, processes });
  await publish();
  const reading = read();
  await expect.poll(() => clock.pending).toBe(1);
  await clock.advance(3000);
  expect(await reading).toEqual({ state: "pending", detail: "waiting for the daemon" });
});

test("what another service has archived is complete", async () => {
  const { publish, read, places } = rig();
  const { manifest: path } = await publish();
  const archive = join(places.completeFolder, basename(path));
  renameSync(path, archive);
  expect(await read()).toEqual({ state: "complete", detail: `its manifest is at ${archive}`, finishes: "watchdog" });
});

test("of two rigs with a session of one name each sees its own", async () => {
  const first = rig();
  const second = rig(first.folder, "data of the other rig");
  await first.publish();
  expect(await second.read()).toBeUndefined();
  const { manifest: path, name } = await second.publish();
  await watch(first.places);
  expect(name).toMatch(/-2$/);
  const digest = createHash("sha256").update(readFileSync(path)).digest("hex");
  writeJob(second.places, path, [accepted(path, digest), { type: "scheduled", until: "2026-07-15T03:00:00Z" }]);
  expect(await second.read()).toEqual({
    state: "scheduled",
    detail: `it starts at ${showLocalTime("2026-07-15T03:00:00Z")}`,
  });
  expect(await first.read()).toEqual({ state: "pending", detail: "waiting for the daemon" });
});

/** Holds the flag folder's lock as a daemon does, until the test is over. */
async function watch({ flagFolder }: WatchPlaces): Promise<void> {
  const lock = await acquireProcessLock(watchdogLockName(flagFolder), {
    pid: process.pid,
    what: "rigline-watchdog",
    since: "",
  });
  onTestFinished(() => lock.release());
}

test("a manifest whose record was lost with its launcher is found by the session's name", async () => {
  const { publish, read, session } = rig();
  await publish();
  rmSync(join(session.directory, ".rigline", "hand-off.json"));
  expect(await read()).toMatchObject({ state: "pending" });
});

test("another session's manifest of that name is none of it", async () => {
  const { publish, folder, session } = rig();
  await publish();
  const other = rig(folder, "other data");
  expect(other.session.name).toBe(session.name);
  expect(await other.read()).toBeUndefined();
});

test("a queue that does not answer is told after three seconds, and holds up nobody", async () => {
  const { folder, session, places } = rig();
  const parts = makeParts(folder);
  const fileSystem = { ...parts.fileSystem, inspect: () => new Promise<never>(() => {}) };
  const known = new JobReader({ ...parts, fileSystem }).read(session);
  await parts.clock.advance(3000);
  expect(await known).toMatchObject({
    status: { word: "unknown" },
    state: "unknown",
    detail: `${places.flagFolder} does not answer`,
  });
});
