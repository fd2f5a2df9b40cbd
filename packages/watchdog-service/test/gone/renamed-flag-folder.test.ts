import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { nodeDisk } from "@rigline/foundation/disk";
import type { HttpClient } from "@rigline/foundation/http";
import { type FileSystem, nodeFileSystem } from "@rigline/foundation/platform";
import { jobJournalPath } from "@rigline/manifest";
import { expect, test } from "vitest";
import { listJobs } from "../../src/jobs/list-jobs.js";
import { createRig, partsFor, type Rig } from "../support/rig.js";
import { runDaemonByHand } from "../support/running-daemon.js";

const stepOf = (rig: Rig) => listJobs(nodeDisk, nodeFileSystem, rig.flag)[0]?.step;
const busy: HttpClient = { post: () => Promise.resolve({ status: 503, headers: {}, body: "" }) };

test.each([1, 2])(
  "a flag folder that another lies over in the very moment in which a journal is opened (%i): nothing is cancelled",
  async (which) => {
    const rig = createRig();
    const manifest = rig.hand("session", { endpoint: "http://service/submit" });
    const away = join(rig.root, "away");
    const http = { ...busy };
    const base = partsFor(rig);
    let opened = 0;
    let isArmed = false;
    const openJournal: typeof base.openJournal = (path) => {
      if (isArmed && (opened += 1) === which) {
        renameSync(rig.flag, away);
        mkdirSync(rig.flag);
      }
      return base.openJournal(path);
    };
    const daemon = runDaemonByHand(rig, { http, openJournal });
    for (let round = 0; round < 50 && daemon.count("failed") === 0; round += 1) await daemon.pass(20);
    isArmed = true;
    await daemon.pass(500);
    expect([existsSync(manifest), existsSync(away)]).toEqual([false, true]);
    expect(daemon.count("parked")).toBe(0);
    rmSync(rig.flag, { recursive: true });
    renameSync(away, rig.flag);
    http.post = () => Promise.resolve({ status: 200, headers: {}, body: "{}" });
    await daemon.pass(500);
    expect([daemon.count("parked"), daemon.count("archived"), stepOf(rig)]).toEqual([0, 1, "complete"]);
  },
);

/** Somebody renames the flag folder between the reading of the journal and its opening, once `isArmed`. */
async function renameWhileOpening(lays: "nothing" | "a folder" | "a folder with a journal that says nothing") {
  const rig = createRig();
  const manifest = rig.hand("session", { endpoint: "http://service/submit" });
  const [journal, away] = [jobJournalPath(rig.flag, manifest), join(rig.root, "away")];
  let isArmed = false;
  const fileSystem: FileSystem = {
    ...nodeFileSystem,
    read: (path) => {
      const bytes = nodeFileSystem.read(path);
      if (path === journal && isArmed) {
        isArmed = false;
        renameSync(rig.flag, away);
        if (lays !== "nothing") mkdirSync(join(rig.flag, ".rigline", "jobs"), { recursive: true });
        if (lays === "a folder with a journal that says nothing") writeFileSync(journal, "of another kind\n");
      }
      return bytes;
    },
  };
  const http = { ...busy };
  const daemon = runDaemonByHand(rig, { http, fileSystem });
  for (let round = 0; round < 50 && daemon.count("failed") === 0; round += 1) await daemon.pass(20);
  isArmed = true;
  await daemon.pass(500);
  expect([isArmed, existsSync(away), daemon.count("parked")]).toEqual([false, true, 0]);
  return { rig, manifest, away, http, daemon };
}

test.each(["nothing", "a folder"] as const)(
  "a flag folder that was renamed since its journal was read is not made anew, nor is a journal in what lies there (%s)",
  async (lays) => {
    const { rig, away, http, daemon } = await renameWhileOpening(lays);
    expect(existsSync(rig.flag)).toBe(lays !== "nothing");
    rmSync(rig.flag, { recursive: true, force: true });
    renameSync(away, rig.flag);
    http.post = () => Promise.resolve({ status: 200, headers: {}, body: "{}" });
    await daemon.pass(60_000);
    expect([daemon.count("parked"), daemon.count("archived"), stepOf(rig)]).toEqual([0, 1, "complete"]);
  },
);

test("a manifest that is deleted when the folder is back, before anybody has looked: its job is cancelled", async () => {
  const { rig, manifest, away, daemon } = await renameWhileOpening("a folder with a journal that says nothing");
  // Long enough that the end of the job was to be settled in what lay there, and could not be.
  await daemon.pass(60_000);
  rmSync(rig.flag, { recursive: true });
  renameSync(away, rig.flag);
  rmSync(manifest);
  await daemon.pass(60_000);
  expect(daemon.parts.events.filter(({ event }) => event === "cancelled")).toEqual([
    expect.objectContaining({ by: null }),
  ]);
});
