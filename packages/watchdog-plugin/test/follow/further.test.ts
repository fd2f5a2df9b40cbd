import { dirname, join } from "node:path";
import type { JournalRecord } from "@rigline/foundation/journal";
import { dropWish } from "@rigline/manifest";
import { expect, test } from "vitest";
import { conclude } from "../../src/follow/conclude.js";
import { describeHandOff } from "../../src/follow/hand-off.js";
import { JobReader } from "../../src/follow/hand-off-reader.js";
import { readJob } from "../../src/follow/read-job.js";
import { accepted, planned, published, submitted, writeJob } from "../support/job-journal.js";
import { publishedRig } from "../support/published-rig.js";

const ASKED = { verifies: false, signal: new AbortController().signal, onProgress: () => {} };
const SECOND = "/other/614173/614173_x";

/** A session that is done at its own destination and goes to a second one too, of which `hash` was copied. */
async function twoDestinations(needed = true) {
  const rig = await publishedRig();
  const copy = join(dirname(rig.manifest), "manifest_x.also-2.yaml");
  const further = { manifest: "manifest_x.also-2.yaml", digest: "d2", destination: SECOND, needed };
  const files = (hash: string) => rig.files.map((file) => ({ ...file, hash }));
  return {
    ...rig,
    finish: () => rig.finish({ type: "further", copies: [further] }),
    begin: (...more: readonly JournalRecord[]) =>
      writeJob(rig.places, copy, [{ ...accepted(copy, "d2"), copyOf: { manifest: "m", needed } }, planned, ...more]),
    copied: (hash = "00") => [{ type: "verified", algorithm: "sha256", files: files(hash) }, published],
    job: () => readJob(rig.parts.fileSystem, rig.places, rig.manifest, rig.digest),
    release: () => new JobReader(rig.parts).release(rig.session, ASKED),
  };
}

test("a session is released, and safe to delete, only when each copy that is needed is there", async () => {
  const rig = await twoDestinations();
  rig.finish();
  const why = expect.stringContaining(`it is not at ${SECOND} yet, where it is needed too`) as string;
  expect(await rig.release()).toEqual({ mayDelete: false, why });
  expect(await rig.status()).toMatchObject({ word: "submitted", detail: why });
  rig.begin();
  expect(await rig.release()).toEqual({ mayDelete: false, why });
  rig.begin(...rig.copied());
  expect(await rig.release()).toMatchObject({
    mayDelete: true,
    copy: expect.stringMatching(/^verified, and accepted: .*; also at .*\/other\/614173\/614173_x/) as string,
  });
  expect(await rig.status()).toMatchObject({
    word: "safe to delete",
    destinations: [{ destination: SECOND, needed: true, isThere: true }],
  });
});

test("one that was found damaged keeps the session from then on, also while no daemon has heard of it", async () => {
  const rig = await twoDestinations();
  rig.finish();
  rig.begin(...rig.copied());
  const found = { missing: 0, changed: 1, unreadable: 0, extra: 0 };
  const deed = { do: "verify", digest: "d2", algorithm: "sha256", found } as const;
  const manifest = "manifest_x.also-2.yaml";
  dropWish(rig.parts.fileSystem, rig.places.flagFolder, { manifest, deed, by: "ada@rig", at: "2026-07-15T09:00:00Z" });
  const why = expect.stringContaining("was not whole when ada@rig had it read again") as string;
  expect(await rig.release()).toEqual({ mayDelete: false, why });
  expect(await rig.status()).toMatchObject({ word: "stuck", detail: why });
});

test("one that is not needed keeps no session, and is named", async () => {
  const rig = await twoDestinations(false);
  rig.finish();
  expect(await rig.release()).toMatchObject({ mayDelete: true });
  expect(await rig.status()).toMatchObject({
    word: "safe to delete",
    detail: expect.stringContaining(`not at ${SECOND}, where it is not needed`) as string,
  });
});

test("a file that is in the second copy as it was before is not released", async () => {
  const rig = await twoDestinations();
  rig.finish();
  rig.begin(...rig.copied("11"));
  expect(await rig.release()).toEqual({
    mayDelete: false,
    why: expect.stringContaining("only here, or changed since") as string,
  });
});

test("a copy that is parked makes the session stuck, with the command for that copy", async () => {
  const rig = await twoDestinations();
  rig.record(accepted(rig.manifest, rig.digest), planned, published, submitted, {
    type: "further",
    copies: [{ manifest: "manifest_x.also-2.yaml", digest: "d2", destination: SECOND, needed: true }],
  });
  rig.begin({ type: "parked", code: "DESTINATION_CONFLICT", reason: "other data are there", todo: "Look." });
  expect(await rig.status()).toMatchObject({
    word: "stuck",
    todo: expect.stringMatching(/^Look\. Then `rigline-watchdog redrive -c .* manifest_x\.also-2\.yaml`\.$/) as string,
  });
});

test("the report names each destination", async () => {
  const rig = await twoDestinations();
  rig.finish();
  rig.begin(...rig.copied());
  const end = conclude(rig.job(), { manifest: rig.manifest, destination: "/c" }, { configFile: "w.yml", session: "s" });
  expect(describeHandOff(end)).toContainEqual(["also to", `${SECOND}: there, verified`]);
});
