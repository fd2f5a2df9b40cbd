import { appendFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createFaultyFileSystem } from "@rigline/core/testing";
import { nodeFileSystem } from "@rigline/foundation/platform";
import { isWithdrawn, jobJournalPath } from "@rigline/manifest";
import { expect, test } from "vitest";
import { isDone, readJob } from "../../src/follow/read-job.js";
import { accepted, planned, published, submitted, verified, writeJob } from "../support/job-journal.js";
import { makePlaces } from "../support/make-places.js";

test("without a journal only the folders speak", () => {
  const places = makePlaces();
  const manifest = join(places.flagFolder, "manifest_x.yaml");
  expect(readJob(nodeFileSystem, places, manifest)).toMatchObject({ state: undefined, manifest: "gone" });
  writeFileSync(manifest, "");
  expect(readJob(nodeFileSystem, places, manifest)).toMatchObject({ manifest: "queued" });
  nodeFileSystem.rename(manifest, join(places.completeFolder, "manifest_x.yaml"));
  expect(readJob(nodeFileSystem, places, manifest)).toMatchObject({ manifest: "archived" });
});

test("a journal is folded, and records of a newer daemon are passed over", () => {
  const places = makePlaces();
  const manifest = join(places.flagFolder, "manifest_x.yaml");
  writeJob(places, manifest, [accepted(manifest), planned, { type: "sublimated", by: "a newer daemon" }, verified]);
  expect(readJob(nodeFileSystem, places, manifest, "d1").state).toMatchObject({
    step: "copying",
    planned: { files: 3 },
    verified: { files: 1, bytes: 1_000_000 },
  });
});

test("a job of other bytes under the same name is not ours", () => {
  const places = makePlaces();
  const manifest = join(places.flagFolder, "manifest_x.yaml");
  writeJob(places, manifest, [accepted(manifest, "d1"), planned]);
  expect(readJob(nodeFileSystem, places, manifest, "d2").state).toBeUndefined();
  writeJob(places, manifest, [accepted(manifest, "d2")]);
  expect(readJob(nodeFileSystem, places, manifest, "d2").state).toMatchObject({ step: "accepted" });
});

test("a manifest that the daemon could not read is parked, although no job was ever taken up", () => {
  const places = makePlaces();
  const manifest = join(places.flagFolder, "manifest_x.yaml");
  writeFileSync(manifest, "name: [");
  writeJob(places, manifest, [
    { type: "parked", code: "YAML_SYNTAX", reason: "it ends in the middle", todo: "mend it" },
  ]);
  expect(readJob(nodeFileSystem, places, manifest, "d1").state).toMatchObject({
    step: "parked",
    failure: { message: "it ends in the middle" },
  });
});

test("a line that is being written at this moment does no harm", () => {
  const places = makePlaces();
  const manifest = join(places.flagFolder, "manifest_x.yaml");
  writeJob(places, manifest, [accepted(manifest), planned]);
  appendFileSync(jobJournalPath(places.flagFolder, manifest), '{"sum":"0123');
  expect(readJob(nodeFileSystem, places, manifest, "d1").state).toMatchObject({ step: "copying" });
});

test("a manifest that was taken away and came back is as new, until the daemon has looked", () => {
  const places = makePlaces();
  const manifest = join(places.flagFolder, "manifest_x.yaml");
  const cancelled = { type: "parked", code: "JOB_CANCELLED", reason: "it was deleted", todo: "put it back" };
  writeJob(places, manifest, [accepted(manifest), planned, cancelled]);
  expect(readJob(nodeFileSystem, places, manifest).state).toMatchObject({ step: "cancelled" });
  writeFileSync(manifest, "");
  expect(readJob(nodeFileSystem, places, manifest).state).toBeUndefined();
  writeJob(places, manifest, [accepted(manifest)]);
  expect(readJob(nodeFileSystem, places, manifest).state).toMatchObject({ step: "accepted" });
});

const TAKEN_AWAY = { type: "parked", code: "MANIFEST_TAKEN_AWAY", reason: "it was taken away", todo: "put it back" };

test("one that was taken away when its data had arrived needs no daemon, and one that is back is not parked", () => {
  const places = makePlaces();
  const manifest = join(places.flagFolder, "manifest_x.yaml");
  writeJob(places, manifest, [accepted(manifest), published, submitted, TAKEN_AWAY]);
  expect(isDone(readJob(nodeFileSystem, places, manifest))).toBe(true);
  writeFileSync(manifest, "");
  const back = readJob(nodeFileSystem, places, manifest);
  expect([back.state, isDone(back)]).toEqual([undefined, false]);
});

test.each([
  [[], true],
  [[accepted("m"), planned], true],
  [[accepted("m"), published], true],
  [[accepted("m"), published, submitted], false],
  [[accepted("m"), published, submitted, TAKEN_AWAY], false],
  [[accepted("m"), { type: "archived", to: "elsewhere" }], false],
])("a manifest that is gone was withdrawn, unless its job was submitted", (records, withdrawn) => {
  const places = makePlaces();
  const manifest = join(places.flagFolder, "manifest_x.yaml");
  if (records.length > 0) writeJob(places, manifest, records);
  expect(isWithdrawn(readJob(nodeFileSystem, places, manifest))).toBe(withdrawn);
});

test("a journal that can't be read at this moment says nothing yet", () => {
  const places = makePlaces();
  const manifest = join(places.flagFolder, "manifest_x.yaml");
  writeFileSync(manifest, "");
  writeJob(places, manifest, [accepted(manifest), planned]);
  const fileSystem = createFaultyFileSystem();
  fileSystem.fail("read", "EBUSY", { times: 1 });
  expect(readJob(fileSystem, places, manifest, "d1")).toMatchObject({ state: undefined, manifest: "queued" });
  expect(readJob(fileSystem, places, manifest, "d1").state).toMatchObject({ step: "copying" });
});
