import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { parseManifest, publicationFile } from "@rigline/manifest";
import { expect, test } from "vitest";
import { findWatchPlaces } from "../../src/daemon/watch-places.js";
import { JobReader } from "../../src/follow/hand-off-reader.js";
import { ADA, rig } from "../support/changer-rig.js";
import { handOffQuietly } from "../support/hand-off.js";
import { accepted, writeJob } from "../support/job-journal.js";

/** A session that is in one queue, and the launchers of a rig whose options name another by now. */
async function moved() {
  const { parts, session, places, hand, manifest } = rig();
  await hand();
  const today = { ...parts, options: { ...parts.options, flag_dir: "other/flags" } };
  const other = findWatchPlaces(today);
  return {
    session,
    places,
    manifest,
    other,
    read: () => new JobReader(today).read(session),
    change: (project: string) => new JobReader(today).change(session, { do: "alter", project }, ADA),
    hand: () => handOffQuietly(today, session),
    queued: () =>
      existsSync(other.flagFolder) ? readdirSync(other.flagFolder).filter((name) => name.endsWith(".yaml")) : [],
  };
}

test("what lies in the queue that the options named then is told, changed and gone on with there, and published nowhere else", async () => {
  const { read, places, change, hand, manifest, queued } = await moved();
  expect(await read()).toMatchObject({
    state: "pending",
    detail: expect.stringContaining(places.configFile) as string,
  });
  await change("Other project");
  expect(parseManifest(readFileSync(manifest)).manifest.projectName).toBe("Other project");
  expect([(await hand()).state, queued()]).toEqual(["pending", []]);
});

test.each(["as it was written down", "by its watch config, of a release of before"])(
  "what is done there is done, and not cancelled: its folder is known %s",
  async (how) => {
    const { read, places, hand, manifest, queued, session } = await moved();
    const record = publicationFile(session.directory);
    const { completeFolder, digest, ...before } = JSON.parse(readFileSync(record, "utf8")) as Record<string, string>;
    expect(completeFolder).toBe(places.completeFolder);
    if (how.startsWith("by")) writeFileSync(record, JSON.stringify({ ...before, digest }));
    const archive = join(places.completeFolder, basename(manifest));
    renameSync(manifest, archive);
    writeJob(places, manifest, [accepted(manifest, digest), { type: "archived", to: archive }]);
    expect(await read()).toMatchObject({ state: "complete" });
    expect([(await hand()).state, queued()]).toEqual(["complete", []]);
  },
);

test("a queue that was moved as a whole is today's", async () => {
  const { read, places, other, hand, queued } = await moved();
  mkdirSync(dirname(other.flagFolder), { recursive: true });
  renameSync(places.flagFolder, other.flagFolder);
  const [name = ""] = queued();
  const archive = join(other.completeFolder, name);
  mkdirSync(other.completeFolder, { recursive: true });
  renameSync(join(other.flagFolder, name), archive);
  expect(await read()).toMatchObject({ state: "complete" });
  expect((await hand()).state).toBe("complete");
});
