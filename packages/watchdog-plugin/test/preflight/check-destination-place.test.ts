import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { openJournal } from "@rigline/foundation/journal";
import { nodeFileSystem } from "@rigline/foundation/platform";
import type { PlaceProbe } from "@rigline/foundation/places";
import { destinationsJournalPath } from "@rigline/manifest";
import { expect, test } from "vitest";
import type { WatchPlaces } from "../../src/daemon/watch-places.js";
import { checkDestinationPlace } from "../../src/preflight/check-destination-place.js";
import { temporaryFolder } from "../support/temporary-folder.js";

/** A rig whose folder `share` is one, as long as `mounted` says so. */
function setUp(changes: Partial<WatchPlaces> = {}) {
  const root = temporaryFolder();
  const share = join(root, "share");
  const flagFolder = join(root, "flags");
  mkdirSync(flagFolder);
  mkdirSync(share);
  const state = { mounted: true };
  const onShare = (path: string): boolean => state.mounted && path.startsWith(share);
  const probe: PlaceProbe = {
    realPath: (path) => path,
    deviceOf: (path) => (onShare(path) ? 2n : 1n),
    fileSystemType: (path) => (onShare(path) ? "6969" : "ef53"),
  };
  const places: WatchPlaces = {
    configFile: join(flagFolder, ".rigline/watch_config.yml"),
    flagFolder,
    completeFolder: join(root, "complete"),
    outbox: join(root, "outbox"),
    generated: "",
    allowLocalDestination: false,
    follows: false,
    ...changes,
  };
  return {
    share,
    flagFolder,
    state,
    check: (destination = share) => checkDestinationPlace({ ...nodeFileSystem, ...probe }, destination, places),
  };
}

test("of a share nothing is to be said, nor of what is not there at all", () => {
  const { share, check } = setUp();
  expect(check()).toBeUndefined();
  expect(check(join(share, "614173"))).toBeUndefined();
  expect(check(join(share, "no/such/folder"))).toBeUndefined();
});

test("a destination on the rig's own disk is told, with the key that says it is meant", () => {
  const { share, state, check } = setUp();
  state.mounted = false;
  expect(check()).toMatchObject({
    level: "warning",
    message: `${share} is on the rig's own disk`,
    todo: expect.stringContaining("`allow_local_destination: true` into the section `watchdog`"),
  });
  const foreign = setUp({ generated: undefined });
  foreign.state.mounted = false;
  expect(foreign.check()?.todo).toContain("into the watch config");
  const meant = setUp({ allowLocalDestination: true });
  meant.state.mounted = false;
  expect(meant.check()).toBeUndefined();
});

test("a missing destination on the rig's own disk is an error, for nothing is made there", () => {
  const { share, state, check } = setUp();
  state.mounted = false;
  const destination = join(share, "614173");
  expect(check(destination)).toMatchObject({
    level: "error",
    message: `${destination} does not exist, and ${share} is on the rig's own disk: is the share connected?`,
    todo: expect.stringContaining("`allow_local_destination: true`"),
  });
});

test("a share that the daemon has seen there and that is away is an error, whatever the config says", () => {
  const { share, flagFolder, state, check } = setUp({ allowLocalDestination: true });
  const path = destinationsJournalPath(flagFolder);
  mkdirSync(dirname(path), { recursive: true });
  const journal = openJournal(path);
  journal.append({ type: "destination", root: share, fileSystem: "6969", own: false });
  journal.close();
  expect(check(join(share, "614173"))).toBeUndefined();
  state.mounted = false;
  expect(check(join(share, "614173"))).toMatchObject({ level: "error", todo: "Connect the share." });
  writeFileSync(path, "not a record\n");
  expect(check(join(share, "614173"))).toBeUndefined();
});
