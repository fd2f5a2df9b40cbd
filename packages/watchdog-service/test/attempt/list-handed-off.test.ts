import { createHash } from "node:crypto";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { nodeFileSystem, systemClock, type FileSystem } from "@rigline/foundation/platform";
import { InventorySchema, jobJournalPath } from "@rigline/manifest";
import { expect, test } from "vitest";
import { jobJournals } from "../../src/jobs/job-journal.js";
import { listJobs } from "../../src/jobs/list-jobs.js";
import { nodeDisk } from "@rigline/foundation/disk";
import { inventoriesOf, readInventory } from "../support/read-inventory.js";
import { acceptingService, createRig, partsFor, PUBLISHED, runOnce } from "../support/rig.js";

const FILES = Object.entries(PUBLISHED).filter(([path]) => !path.endsWith("/"));
const HASHES = Object.fromEntries(FILES.map(([path, text]) => [path, createHash("sha256").update(text).digest("hex")]));

/** A file system on which nothing can be written into the folder of inventories. */
function refusing(broken: () => boolean): FileSystem {
  return {
    ...nodeFileSystem,
    openAppend: (path) => {
      if (broken() && path.includes("inventories"))
        throw Object.assign(new Error("ENOSPC: no space"), { code: "ENOSPC" });
      return nodeFileSystem.openAppend(path);
    },
  };
}

test("what was handed off is listed beside the manifest, with paths, sizes and sha256, and as sums; status names it", async () => {
  const rig = createRig();
  const bytes = readFileSync(rig.hand("session", { endpoint: null }));
  await runOnce(partsFor(rig));
  expect(readInventory(rig)).toEqual(HASHES);
  const digest = createHash("sha256").update(bytes).digest("hex");
  const name = `manifest_session.yml.${digest.slice(0, 12)}`;
  expect(readdirSync(inventoriesOf(rig)).sort()).toEqual([`${name}.json`, `${name}.sha256`]);
  const path = join(inventoriesOf(rig), `${name}.json`);
  expect(InventorySchema.parse(JSON.parse(readFileSync(path, "utf8")))).toMatchObject({
    manifest: "manifest_session.yml",
    digest,
    name: "session",
    destination: join(rig.destination, "session"),
    madeBy: "rigline-watchdog",
    algorithm: "sha256",
    count: FILES.length,
  });
  const sums = readFileSync(join(inventoriesOf(rig), `${name}.sha256`), "utf8");
  expect(sums.split("\n").filter(Boolean).sort()).toEqual(
    Object.entries(HASHES)
      .map(([file, hash]) => `${hash}  ${file}`)
      .sort(),
  );
  expect(listJobs(nodeDisk, nodeFileSystem, rig.flag)).toMatchObject([{ step: "complete", inventory: path }]);
});

test("it is there as soon as the data are, before the service takes the job", async () => {
  const rig = createRig();
  rig.hand("session", { endpoint: "http://service/submit" });
  const http = { post: () => Promise.resolve({ status: 503, headers: {}, body: "" }) };
  await runOnce(partsFor(rig, { http }));
  expect(listJobs(nodeDisk, nodeFileSystem, rig.flag)).toMatchObject([{ step: "published" }]);
  expect(readInventory(rig)).toEqual(HASHES);
});

test("one that can't be written is told, holds up nothing, and is tried once more before the manifest is archived", async () => {
  const rig = createRig();
  rig.hand("session", { endpoint: null });
  const parts = partsFor(rig, { fileSystem: refusing(() => true) });
  expect(await runOnce(parts)).toMatchObject({ troubled: 0 });
  expect(readdirSync(rig.complete)).toEqual(["manifest_session.yml"]);
  const notices = parts.events.flatMap((event) => (event.event === "notice" ? [event.message] : []));
  expect(notices).toEqual(Array(2).fill("the list of what was handed off can't be written: ENOSPC: no space"));

  const second = createRig();
  second.hand("session", { endpoint: null });
  let left = 1;
  const once = partsFor(second, { fileSystem: refusing(() => left-- > 0) });
  await runOnce(once);
  expect(readInventory(second)).toEqual(HASHES);
});

test("what an earlier version published is listed before it is archived", async () => {
  const rig = createRig();
  rig.hand("session", { endpoint: "http://service/submit" });
  await runOnce(partsFor(rig, { http: { post: () => Promise.resolve({ status: 503, headers: {}, body: "" }) } }));
  rmSync(inventoriesOf(rig), { recursive: true });
  await runOnce(partsFor(rig, { http: acceptingService() }));
  expect(readInventory(rig)).toEqual(HASHES);
});

test("a file that was gone before the publication is not in it, though the journal knows it", async () => {
  const rig = createRig();
  const manifest = rig.hand("session", { endpoint: null });
  writeFileSync(join(rig.data, "behavior", "gone.csv"), "1");
  await runOnce(partsFor(rig, { http: acceptingService() }));
  rmSync(join(rig.destination, "session"), { recursive: true });
  rmSync(inventoriesOf(rig), { recursive: true });
  // The same job once more, whose ledger has one file more than its source.
  const archived = join(rig.complete, "manifest_session.yml");
  const text = readFileSync(archived);
  rmSync(archived);
  const journal = jobJournalPath(rig.flag, manifest);
  const kept = readFileSync(journal, "utf8")
    .split("\n")
    .filter((line) => /"type":"(?:accepted|destination|verified)"/.test(line));
  writeFileSync(journal, `${kept.join("\n")}\n`);
  rmSync(join(rig.data, "behavior", "gone.csv"));
  writeFileSync(manifest, text);
  const parts = partsFor(rig, { openJournal: jobJournals(nodeFileSystem, systemClock, hostname()) });
  await runOnce(parts);
  expect(readInventory(rig)).toEqual(HASHES);
});
