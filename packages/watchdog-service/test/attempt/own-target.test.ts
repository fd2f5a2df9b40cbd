import { existsSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { nodeDisk } from "@rigline/foundation/disk";
import { keepSources } from "@rigline/manifest";
import { expect, test } from "vitest";
import { stagingPlace } from "../../src/publish/staging-place.js";
import { prepareStaging } from "../../src/publish/prepare-staging.js";
import { createRig, foundDestination, partsFor, PUBLISHED, runOnce } from "../support/rig.js";
import { quickFolder, readDestination, readTree, writeTree } from "../support/temporary-folder.js";

/** A session that was recorded where it is to be published, which is also reached by a link. */
function recordedInPlace() {
  const rig = createRig();
  const home = join(rig.destination, "session/behavior");
  writeTree(home, { "events.csv": "1,2", "deep/b": "2" });
  symlinkSync(rig.destination, join(rig.root, "link"), "junction");
  return { rig, home, linked: join(rig.root, "link/session/behavior"), before: readTree(rig.destination) };
}

test.each(["home", "linked"] as const)(
  "a source that is its own target and is to be deleted parks the job and loses nothing (%s)",
  async (name) => {
    const { rig, before, ...places } = recordedInPlace();
    const source = places[name];
    const manifest = rig.hand("session", { modalities: { behavior: [source] }, schemas: [], deleteSource: true });
    const parts = partsFor(rig);
    expect((await runOnce(parts)).troubled).toBe(1);
    expect(parts.events).toContainEqual(expect.objectContaining({ event: "parked", code: "SOURCE_IS_DESTINATION" }));
    expect(readTree(rig.destination)).toEqual(before);
    expect(existsSync(manifest)).toBe(true);
  },
);

test("without deletion it is published where it stands", async () => {
  const { rig, home, before } = recordedInPlace();
  rig.hand("session", { modalities: { behavior: [home] }, schemas: [] });
  expect((await runOnce(partsFor(rig))).troubled).toBe(0);
  expect(readDestination(rig.destination)).toEqual(before);
});

test("a target that has become a link to the source between publication and deletion costs nothing", async () => {
  const rig = createRig();
  rig.hand("session", { schemas: [], deleteSource: true });
  const before = readTree(rig.data);
  const pool = partsFor(rig).pool;
  const parts = partsFor(rig, {
    pool: {
      ...pool,
      run: async (order, options) => {
        if (order.kind === "findSources") {
          await pool.run({ kind: "removeTree", path: join(rig.destination, "session/behavior") }, options);
          symlinkSync(join(rig.data, "behavior"), join(rig.destination, "session/behavior"), "junction");
        }
        return pool.run(order, options);
      },
    },
  });
  await runOnce(parts);
  expect(readTree(rig.data)).toEqual(before);
  expect(parts.events).toContainEqual(expect.objectContaining({ event: "sourceDeleted", files: 0, kept: 2 }));
  expect(parts.events).toContainEqual(
    expect.objectContaining({
      event: "notice",
      message: expect.stringContaining("their published copies are the very same files") as string,
    }),
  );
});

test("a source that its manifest notes as one that stays is copied and not deleted", async () => {
  const rig = createRig();
  writeTree(rig.root, { "calibration/flat.bin": "1" });
  const calibration = join(rig.root, "calibration");
  const path = rig.hand("session", {
    modalities: { behavior: [join(rig.data, "behavior")], fib: [calibration] },
    schemas: [],
    deleteSource: true,
  });
  const manifest = JSON.parse(readFileSync(path, "utf8").replace("...", "")) as Record<string, unknown>;
  const noted = { ...manifest, extra_identifying_info: keepSources({ rig: "A" }, [calibration]) };
  writeFileSync(path, `${JSON.stringify(noted)}\n...\n`);
  expect((await runOnce(partsFor(rig))).troubled).toBe(0);
  expect(readTree(join(rig.destination, "session"))).toMatchObject({ "fib/flat.bin": "1" });
  expect([existsSync(join(calibration, "flat.bin")), existsSync(join(rig.data, "behavior"))]).toEqual([true, false]);
});

test("one that stays is not deleted by another way either: from the folder around it, or by a link to it", async () => {
  const rig = createRig();
  const logs = join(rig.data, "behavior/logs");
  symlinkSync(logs, join(rig.root, "link"), "junction");
  const path = rig.hand("session", {
    modalities: { behavior: [join(rig.data, "behavior")], fib: [join(rig.root, "link")] },
    schemas: [],
    deleteSource: true,
  });
  const manifest = JSON.parse(readFileSync(path, "utf8").replace("...", "")) as Record<string, unknown>;
  const noted = { ...manifest, extra_identifying_info: keepSources({}, [logs]) };
  writeFileSync(path, `${JSON.stringify(noted)}\n...\n`);
  expect((await runOnce(partsFor(rig))).troubled).toBe(0);
  expect(readTree(rig.data)).toEqual({
    "behavior/logs/launcher.log": PUBLISHED["behavior/logs/launcher.log"],
    "session.json": PUBLISHED["session.json"],
  });
});

test("what a link under a working folder's name leads to is not cleared away", () => {
  const root = quickFolder();
  writeTree(root, { "precious/data": "1", "share/": "" });
  const staging = stagingPlace(join(root, "share"), "session", { manifest: "m", digest: "d" }, "rig-1");
  symlinkSync(join(root, "precious"), staging, "junction");
  const wanted = { files: [], folders: ["behavior"], traits: new Map() };
  prepareStaging(nodeDisk, staging, wanted, foundDestination(join(root, "share")));
  expect(readTree(root)).toEqual({ "precious/data": "1", [`share/${staging.slice(root.length + 7)}/behavior/`]: "" });
});
