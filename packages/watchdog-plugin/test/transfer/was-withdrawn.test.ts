import { renameSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { expect, test } from "vitest";
import { findWatchPlaces } from "../../src/daemon/watch-places.js";
import { wasWithdrawn } from "../../src/transfer/was-withdrawn.js";
import { createWatchdogTransfer } from "../../src/transfer/watchdog-transfer.js";
import { makeMapping, makeSession } from "../support/make-session.js";
import { makeParts } from "../support/make-parts.js";
import { temporaryFolder } from "../support/temporary-folder.js";

function rig() {
  const folder = temporaryFolder();
  const parts = makeParts(folder);
  const session = makeSession(join(folder, "data"));
  const publish = () => createWatchdogTransfer(parts, session).publishManifest(makeMapping(session)).manifest;
  return { publish, completeFolder: findWatchPlaces(parts).completeFolder, ask: () => wasWithdrawn(parts, session) };
}

test("a manifest that is taken out of the queue was withdrawn", () => {
  const { publish, ask } = rig();
  expect(ask()).toBe(false);
  const manifest = publish();
  expect(ask()).toBe(false);
  rmSync(manifest);
  expect(ask()).toBe(true);
});

test("one that was archived was not", () => {
  const { publish, ask, completeFolder } = rig();
  const manifest = publish();
  renameSync(manifest, join(completeFolder, basename(manifest)));
  expect(ask()).toBe(false);
});
