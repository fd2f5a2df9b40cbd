import { readFileSync, renameSync } from "node:fs";
import { createHash } from "node:crypto";
import { basename, join } from "node:path";
import { expect, test } from "vitest";
import { findWatchPlaces } from "../../src/daemon/watch-places.js";
import { createHandOffReader } from "../../src/follow/hand-off-reader.js";
import { createWatchdogTransfer } from "../../src/transfer/watchdog-transfer.js";
import { accepted, planned, verified, writeJob } from "../support/job-journal.js";
import { makeMapping, makeSession } from "../support/make-session.js";
import { makeParts } from "../support/make-parts.js";
import { temporaryFolder } from "../support/temporary-folder.js";

function rig(folder = temporaryFolder(), data = "data") {
  const parts = makeParts(folder);
  const session = makeSession(join(folder, data));
  const publish = () => createWatchdogTransfer(parts, session).publishManifest(makeMapping(session));
  const read = () => createHandOffReader(parts).read(session);
  return { folder, places: findWatchPlaces(parts), publish, read };
}

test("a session that was never handed off has no state", async () => {
  expect(await rig().read()).toBeUndefined();
});

test("the state is that of today", async () => {
  const { publish, read, places } = rig();
  const { manifest: path, digest } = publish();
  expect(await read()).toEqual({ state: "pending", detail: "waiting for the daemon" });
  writeJob(places, path, [accepted(path, digest), planned, verified]);
  expect(await read()).toEqual({ state: "pending", detail: "verified 1 of 3 files, 1.0 MB of 3.0 MB" });
  writeJob(places, path, [{ type: "parked", code: "X", reason: "the disk is full", todo: "make room" }]);
  expect(await read()).toEqual({ state: "parked", detail: "the disk is full" });
  const archive = join(places.completeFolder, basename(path));
  renameSync(path, archive);
  writeJob(places, path, [{ type: "redriven" }, { type: "archived", to: archive }]);
  expect(await read()).toEqual({ state: "complete", detail: "/central/614173/614173_x" });
});

test("what another service has archived is complete", async () => {
  const { publish, read, places } = rig();
  const { manifest: path } = publish();
  const archive = join(places.completeFolder, basename(path));
  renameSync(path, archive);
  expect(await read()).toEqual({ state: "complete", detail: `its manifest is at ${archive}` });
});

test("of two rigs with a session of one name each sees its own", async () => {
  const first = rig();
  const second = rig(first.folder, "data of the other rig");
  first.publish();
  expect(await second.read()).toBeUndefined();
  const { manifest: path, name } = second.publish();
  expect(name).toMatch(/-2$/);
  const digest = createHash("sha256").update(readFileSync(path)).digest("hex");
  writeJob(second.places, path, [accepted(path, digest), { type: "scheduled", until: "2026-07-15T03:00:00Z" }]);
  expect(await second.read()).toEqual({ state: "scheduled", detail: "scheduled for 2026-07-15T03:00:00Z" });
  expect(await first.read()).toEqual({ state: "pending", detail: "waiting for the daemon" });
});
