import { existsSync, renameSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { type Disk, nodeDisk } from "@rigline/foundation/disk";
import type { HttpClient } from "@rigline/foundation/http";
import { nodeFileSystem, type FileSystem } from "@rigline/foundation/platform";
import { expect, test } from "vitest";
import { createInlinePool } from "../../src/work/inline-pool.js";
import { listJobs } from "../../src/jobs/list-jobs.js";
import type { WorkPool } from "../../src/work/work-pool.js";
import { createRig, partsFor, PUBLISHED, runOnce, settingsFor, type Rig } from "../support/rig.js";
import { runDaemonByHand } from "../support/running-daemon.js";
import { readTree, writeTree } from "../support/temporary-folder.js";

const ENDPOINT = "http://service/submit";
const stepOf = (rig: Rig): string | undefined => listJobs(nodeDisk, nodeFileSystem, rig.flag)[0]?.step;

/** Takes each post, and does something meanwhile. */
function serviceThat(act: () => unknown): HttpClient & { posts: number } {
  const service = {
    posts: 0,
    post: () => {
      service.posts += 1;
      act();
      return Promise.resolve({ status: 200, headers: {}, body: "{}" });
    },
  };
  return service;
}

function refusal(code: string): Error {
  return Object.assign(new Error(`${code}: injected`), { code });
}

test("a manifest that can't be looked at between the scan and its reading is taken at a later scan", async () => {
  const rig = createRig();
  const manifest = rig.hand("session");
  let looks = 0;
  const disk: Disk = {
    ...nodeDisk,
    inspect: (path) => {
      if (path === manifest && (looks += 1) === 2) throw refusal("EIO");
      return nodeDisk.inspect(path);
    },
  };
  const daemon = runDaemonByHand(rig, { disk });
  await daemon.pass(500);
  expect([daemon.count("notice"), daemon.count("parked"), daemon.count("archived")]).toEqual([0, 0, 1]);
});

test("a manifest that goes away while it is read is no trouble, and nothing is told of it", async () => {
  const rig = createRig();
  const manifest = rig.hand("session");
  const fileSystem: FileSystem = {
    ...nodeFileSystem,
    read: (path) => {
      if (path === manifest) rmSync(path);
      return nodeFileSystem.read(path);
    },
  };
  const parts = partsFor(rig, { fileSystem });
  expect((await runOnce(parts)).troubled).toBe(0);
  expect(parts.events).toEqual([]);
});

test("a parked job whose manifest is deleted while its journal can't be read holds up nothing", async () => {
  const rig = createRig();
  const manifest = rig.hand("session");
  writeTree(rig.destination, { "session/other": "x" });
  let broken = false;
  const fileSystem: FileSystem = {
    ...nodeFileSystem,
    read: (path) => {
      if (broken && basename(path) === "manifest_session.yml.jsonl") throw refusal("EIO");
      return nodeFileSystem.read(path);
    },
  };
  const daemon = runDaemonByHand(rig, { fileSystem });
  await daemon.pass(200);
  expect(daemon.count("parked")).toBe(1);
  broken = true;
  rmSync(manifest);
  await daemon.pass(200);
  rig.hand("next");
  await daemon.pass(200);
  expect([daemon.count("parked"), daemon.count("archived")]).toEqual([1, 1]);
  expect(readTree(join(rig.destination, "session"))).toEqual({ other: "x" });
});

test("a job that is due while the flag folder is away begins no journal where it was, and is done when it is back", async () => {
  const rig = createRig();
  rig.hand("session");
  renameSync(rig.data, `${rig.data} away`);
  const settings = settingsFor(rig, { retry: { firstMs: 1000, maxMs: 1000 } });
  const daemon = runDaemonByHand(rig, { settings });
  await daemon.pass(200);
  expect(daemon.count("failed")).toBe(1);
  renameSync(`${rig.data} away`, rig.data);
  renameSync(rig.flag, `${rig.flag} away`);
  await daemon.pass(3000);
  expect([existsSync(rig.flag), daemon.count("flagFolderAway")]).toEqual([false, 1]);
  renameSync(`${rig.flag} away`, rig.flag);
  await daemon.pass(3000);
  expect([daemon.count("flagFolderBack"), daemon.count("parked"), daemon.count("archived")]).toEqual([1, 0, 1]);
  expect(readTree(join(rig.destination, "session"))).toEqual(PUBLISHED);
});

test.each(["submitted", "archived"])(
  "a manifest that somebody takes away as it is %s is archived nowhere, cancels nothing, and is told once",
  async (when) => {
    const rig = createRig();
    const manifest = rig.hand("session", { endpoint: ENDPOINT });
    const http = serviceThat(() => when === "submitted" && rmSync(manifest));
    const inline = createInlinePool(nodeDisk);
    const pool: WorkPool = {
      ...inline,
      run: async (order, options) => {
        if (order.kind === "archive") rmSync(manifest, { force: true });
        return inline.run(order, options);
      },
    };
    const parts = partsFor(rig, { http, pool });
    expect((await runOnce(parts)).troubled).toBe(0);
    const again = partsFor(rig, { http });
    expect((await runOnce(again)).troubled).toBe(0);
    const told = [...parts.events, ...again.events].filter(({ event }) => event === "parked" || event === "archived");
    const end = expect.objectContaining({ event: "parked", code: "MANIFEST_TAKEN_AWAY" }) as object;
    expect([told, http.posts, stepOf(rig)]).toEqual([[end], 1, "parked"]);
    expect(readTree(join(rig.destination, "session"))).toEqual(PUBLISHED);
  },
);

test("a source whose published copy was moved on before its deletion stays, and that is told", async () => {
  const rig = createRig();
  rig.hand("session", { endpoint: ENDPOINT, deleteSource: true });
  const copy = join(rig.destination, "session/behavior/events.csv");
  const parts = partsFor(rig, { http: serviceThat(() => rmSync(copy)) });
  await runOnce(parts);
  const source = join(rig.data, "behavior/events.csv");
  expect([existsSync(source), existsSync(join(rig.data, "behavior/logs/launcher.log"))]).toEqual([true, false]);
  expect(parts.events).toContainEqual({
    event: "notice",
    job: "session",
    message: `kept at the source, because their published copies are not there any more: ${source}`,
  });
  expect(stepOf(rig)).toBe("complete");
});
