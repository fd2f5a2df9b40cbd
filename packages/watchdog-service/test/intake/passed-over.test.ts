import { mkdirSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Disk, nodeDisk } from "@rigline/foundation/disk";
import type { HttpClient } from "@rigline/foundation/http";
import { describe, expect, test } from "vitest";
import { nodeFileSystem } from "@rigline/foundation/platform";
import { listJobs } from "../../src/jobs/list-jobs.js";
import {
  acceptingService,
  createRig,
  manifestText,
  partsFor,
  PUBLISHED,
  runOnce,
  settingsFor,
  type TestParts,
} from "../support/rig.js";
import { runDaemonByHand } from "../support/running-daemon.js";
import { readTree } from "../support/temporary-folder.js";

const notices = ({ events }: TestParts) => events.flatMap((event) => (event.event === "notice" ? [event.message] : []));

/** The system refuses to look at a name, as Windows does at a file that is being deleted, and a bad disk at any. */
function refusingDisk(code: string): Disk & { refused: string | undefined } {
  const disk = {
    ...nodeDisk,
    refused: undefined as string | undefined,
    inspect: (path: string) => {
      if (path === disk.refused) throw Object.assign(new Error(`${code}: injected`), { code });
      return nodeDisk.inspect(path);
    },
  };
  return disk;
}

describe("a manifest that can't be looked at", () => {
  test.each(["EIO", "EPERM", "EBUSY", "ELOOP"])(
    "(%s) is told once and holds up no other; later it is done",
    async (code) => {
      const rig = createRig();
      const disk = refusingDisk(code);
      disk.refused = rig.hand("bad");
      rig.hand("good");
      const daemon = runDaemonByHand(rig, { disk });
      await daemon.pass(500);
      expect([daemon.count("archived"), daemon.count("flagFolderAway"), daemon.count("parked")]).toEqual([1, 0, 0]);
      expect(notices(daemon.parts)).toEqual([expect.stringContaining("manifest_bad.yml in the flag folder can't be")]);
      expect(listJobs(disk, nodeFileSystem, rig.flag)).toMatchObject([
        { file: "manifest_bad.yml", step: "new", failure: { code: "MANIFEST_OUT_OF_REACH" } },
        { file: "manifest_good.yml", step: "complete" },
      ]);
      expect((await runOnce(partsFor(rig, { disk }))).troubled).toBe(1);
      disk.refused = undefined;
      await daemon.pass(200);
      expect(daemon.count("archived")).toBe(2);
    },
  );

  test("while its job waits is not taken for deleted", async () => {
    const rig = createRig();
    const disk = refusingDisk("EBUSY");
    const path = rig.hand("session", { endpoint: "http://service/submit" });
    let up = false;
    const http: HttpClient = {
      post: (...args) => (up ? acceptingService().post(...args) : Promise.reject(new Error("connect ECONNREFUSED"))),
    };
    const settings = settingsFor(rig, { retry: { firstMs: 1000, maxMs: 1000 } });
    const daemon = runDaemonByHand(rig, { disk, http, settings });
    await daemon.pass(100);
    expect(daemon.count("failed")).toBe(1);
    disk.refused = path;
    await daemon.pass(500);
    expect(daemon.count("parked")).toBe(0);
    disk.refused = undefined;
    up = true;
    await daemon.pass(2000);
    expect([daemon.count("archived"), daemon.count("planned")]).toEqual([1, 1]);
  });

  test("is the whole folder's trouble when nothing in it can be looked at", async () => {
    const rig = createRig();
    for (const name of ["a", "b", "c"]) rig.hand(name);
    const inspect = (path: string) => {
      if (path.endsWith(".yml")) throw Object.assign(new Error("EIO: injected"), { code: "EIO" });
      return nodeDisk.inspect(path);
    };
    const daemon = runDaemonByHand(rig, { disk: { ...nodeDisk, inspect } });
    await daemon.pass(200);
    expect([daemon.count("flagFolderAway"), notices(daemon.parts)]).toEqual([1, []]);
  });
});

describe.skipIf(process.platform !== "linux")("a name that can't be taken (names of any bytes need Linux)", () => {
  const strange = {
    "no UTF-8": [Buffer.from("manifest_bad\xff.yml", "latin1"), "manifest_bad\\xff.yml", "manifest_bad\udcff.yml"],
    "a line break": [Buffer.from("manifest_a\nb.yml"), "manifest_a\\x0ab.yml", "manifest_a\nb.yml"],
    "another ending": [Buffer.from("manifest_a.json"), "manifest_a.json", "manifest_a.json"],
  } as const;
  test.each(Object.entries(strange))(
    "%s: is told, and counts as not handed off",
    async (_kind, [bytes, shown, file]) => {
      const rig = createRig();
      writeFileSync(Buffer.concat([Buffer.from(`${rig.flag}/`), bytes]), manifestText(rig, { name: "strange" }));
      rig.hand("good");
      const parts = partsFor(rig);
      expect((await runOnce(parts)).troubled).toBe(1);
      expect(notices(parts)).toEqual([expect.stringContaining(`${shown} in the flag folder looks like a manifest`)]);
      expect(readTree(join(rig.destination, "good"))).toEqual(PUBLISHED);
      expect(listJobs(nodeDisk, nodeFileSystem, rig.flag).find((job) => job.step === "parked")).toMatchObject({
        file,
        failure: { code: "MANIFEST_NAME_STRANGE" },
      });
    },
  );
});

test("copies and backups beside a manifest are no trouble; of a copy it is said that it is left alone", async () => {
  const rig = createRig();
  rig.hand("session");
  for (const name of ["manifest_session - Copy.yml", "manifest_session.yml.bak", ".manifest_session.yml.swp"])
    writeFileSync(join(rig.flag, name), manifestText(rig, { name: "session" }));
  const parts = partsFor(rig);
  expect((await runOnce(parts)).troubled).toBe(0);
  expect(parts.events.filter(({ event }) => event === "submitted")).toHaveLength(1);
  expect(notices(parts)).toEqual([
    "manifest_session - Copy.yml in the flag folder is left alone: it is named as a copy of manifest_session.yml",
  ]);
});

test("a running job is left at work while another folder lies over the flag folder", async () => {
  const rig = createRig();
  rig.hand("session");
  const parts = partsFor(rig);
  let covered = false;
  const pool: typeof parts.pool = {
    ...parts.pool,
    run: async (order, options) => {
      const result = await parts.pool.run(order, options);
      // Covered in mid-copy, from the first byte until it would be published.
      if (order.kind === "prepareStaging" && !covered) {
        covered = true;
        renameSync(rig.flag, `${rig.flag} covered`);
        mkdirSync(join(rig.root, "cover"));
        symlinkSync(join(rig.root, "cover"), rig.flag, "junction");
      }
      return result;
    },
  };
  const daemon = runDaemonByHand(rig, { pool });
  await daemon.pass(500);
  const codes = daemon.parts.events.flatMap((event) => ("code" in event ? [event.code] : []));
  expect([codes, daemon.count("published")]).toEqual([["FLAG_FOLDER_AWAY"], 0]);
  renameSync(rig.flag, `${rig.flag} cover`);
  renameSync(`${rig.flag} covered`, rig.flag);
  await daemon.pass(500);
  expect([daemon.count("archived"), daemon.count("parked")]).toEqual([1, 0]);
  expect(readTree(join(rig.destination, "session"))).toEqual(PUBLISHED);
});
