import { appendFileSync, existsSync, readFileSync, renameSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { parseManifest } from "@rigline/manifest";
import { expect, test } from "vitest";
import { JobReader } from "../../src/follow/hand-off-reader.js";
import { accepted, writeJob } from "../support/job-journal.js";
import { publishedRig } from "../support/published-rig.js";
import { writeTree } from "../support/write-tree.js";

const ADA = "ada@rig-1";

async function handedOff() {
  const rig = await publishedRig({ options: { delete_modalities_source_after_success: true, exclude: ["*.tmp"] } });
  const { parts, session, places, at } = rig;
  const late = (number: string): string => join(places.flagFolder, `manifest_${session.name}-late${number}.yaml`);
  return {
    ...rig,
    late,
    send: () => new JobReader(parts).change(session, { do: "late" }, ADA),
    changed: async () => (await new JobReader(parts).read(session))?.changed,
    /** What the daemon makes of a late manifest that names these files. */
    arrive: (number: string, ...names: readonly string[]) => {
      const path = late(number);
      const archive = join(places.completeFolder, basename(path));
      const files = names.map((name) => {
        const { size, mtimeNs } = statSync(at(name), { bigint: true });
        return { path: name, bytes: Number(size), hash: "00", modified: String(mtimeNs) };
      });
      renameSync(path, archive);
      writeJob(places, path, [
        accepted(path),
        { type: "verified", algorithm: "sha256", files },
        { type: "archived", to: archive },
      ]);
    },
  };
}

test("what was written after the hand-off is sent by a manifest of its own, which deletes and submits nothing", async () => {
  const { finish, session, at, send, late, changed, arrive } = await handedOff();
  await expect(send()).rejects.toMatchObject({ code: "HAND_OFF_TOO_LATE" });
  finish();
  expect(await send()).toEqual({ state: "as it was", detail: "nothing was written after it was handed off" });

  writeTree(session.directory, { "behavior/late [1].bin": "late" });
  appendFileSync(at("acquisition.json"), "\n");
  expect(await changed()).toContain("2 files were written after the hand-off");
  const sent = await send();
  expect(sent).toMatchObject({ state: "late" });
  expect(sent.detail).toMatch(
    /^2 files to be published as .*614173\/614173_2026-07-14T090500-0700-late; they are not submitted$/u,
  );

  const { manifest } = parseManifest(readFileSync(late("")));
  expect(manifest).toMatchObject({
    name: `${session.name}-late`,
    modalities: { behavior: [expect.stringContaining("behavior") as string] },
    schemas: [expect.stringContaining("acquisition.json") as string],
    transferEndpoint: null,
    scheduleTime: null,
    deleteModalitiesSourceAfterSuccess: false,
    extraIdentifyingInfo: { rigline_include: ["behavior/late ?1?.bin"] },
  });
  expect(manifest.extraIdentifyingInfo).not.toHaveProperty("rigline_exclude");

  await expect(send()).rejects.toMatchObject({ code: "HAND_OFF_TOO_LATE" });
  arrive("", "behavior/late [1].bin", "acquisition.json");
  expect(await changed()).toBeUndefined();

  appendFileSync(at("behavior/late [1].bin"), "r");
  expect(await changed()).toContain("1 file was written after the hand-off");
  await send();
  expect(existsSync(late("-2"))).toBe(true);
});
