import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { nodeDisk } from "@rigline/foundation/disk";
import { nodeFileSystem, type FileSystem } from "@rigline/foundation/platform";
import { destinationsJournalPath, jobJournalPath } from "@rigline/manifest";
import { expect, test } from "vitest";
import { listJobs } from "../../src/jobs/list-jobs.js";
import { createRig, partsFor, PUBLISHED, runOnce, type Rig } from "../support/rig.js";
import { runDaemonByHand } from "../support/running-daemon.js";
import { readTree } from "../support/temporary-folder.js";

/** What the system says of files that it does not let anybody look at for a while: `exists` knows no more than no. */
function dimFileSystem(isDim: (path: string) => boolean): FileSystem {
  const guard = <T>(path: string, look: () => T): T => {
    if (isDim(path)) throw Object.assign(new Error("ENOSPC: injected"), { code: "ENOSPC" });
    return look();
  };
  return {
    ...nodeFileSystem,
    exists: (path) => !isDim(path) && nodeFileSystem.exists(path),
    stat: (path) => guard(path, () => nodeFileSystem.stat(path)),
    read: (path) => guard(path, () => nodeFileSystem.read(path)),
  };
}

const stepOf = (rig: Rig) => listJobs(nodeDisk, nodeFileSystem, rig.flag)[0]?.step;

test("a journal that can't be looked at when the end of its job is recorded: the job is not cancelled", async () => {
  const rig = createRig();
  const journal = jobJournalPath(rig.flag, rig.hand("session", { endpoint: "http://service/submit" }));
  let dim = 0;
  const looking = dimFileSystem((path) => path === journal && dim-- > 0);
  let broken = false;
  const fileSystem: FileSystem = {
    ...looking,
    openAppend: (path) => {
      const file = nodeFileSystem.openAppend(path);
      const append = (bytes: Uint8Array): void => {
        if (!broken && Buffer.from(bytes).includes('"type":"archived"')) {
          broken = true;
          dim = 1;
          throw Object.assign(new Error("EIO: injected"), { code: "EIO" });
        }
        file.append(bytes);
      };
      return {
        ...file,
        append,
        get size() {
          return file.size;
        },
      };
    },
  };
  const daemon = runDaemonByHand(rig, { fileSystem });
  await daemon.pass(500);
  expect(broken).toBe(true);
  expect(daemon.parts.events.filter(({ event }) => event === "parked")).toEqual([]);
  expect([daemon.count("archived"), stepOf(rig)]).toEqual([1, "complete"]);
  expect(readTree(join(rig.destination, "session"))).toEqual(PUBLISHED);
});

test("a manifest that can't be looked at when it is archived is not taken for gone", async () => {
  const rig = createRig();
  const manifest = rig.hand("session");
  let dim = 0;
  const fileSystem = dimFileSystem((path) => path === manifest && dim-- > 0);
  const daemon = runDaemonByHand(rig, {
    fileSystem,
    report: (event) => {
      daemon.parts.events.push(event);
      if (event.event === "submitted") dim = 1;
    },
  });
  await daemon.pass(500);
  expect([daemon.count("failed"), daemon.count("archived"), stepOf(rig)]).toEqual([1, 1, "complete"]);
});

test("an archived manifest that can't be looked at is not replaced by another of its name", async () => {
  const rig = createRig();
  rig.hand("session");
  await runOnce(partsFor(rig));
  const archived = join(rig.complete, "manifest_session.yml");
  const first = readFileSync(archived, "utf8");
  writeFileSync(rig.hand("session"), first.replace("jane.doe", "john.doe"));
  let dim = true;
  const daemon = runDaemonByHand(rig, { fileSystem: dimFileSystem((path) => path === archived && dim) });
  await daemon.pass(100);
  dim = false;
  await daemon.pass(500);
  expect(readFileSync(archived, "utf8")).toBe(first);
  expect([daemon.count("archived"), stepOf(rig)]).toEqual([1, "complete"]);
});

test("what is known of shares and can't be read now is not taken for nothing known", async () => {
  const rig = createRig();
  rig.hand("session");
  let dim = true;
  const places = destinationsJournalPath(rig.flag);
  const daemon = runDaemonByHand(rig, { fileSystem: dimFileSystem((path) => path === places && dim) });
  await daemon.pass(100);
  expect([daemon.count("published"), daemon.parts.events.find(({ event }) => event === "failed")]).toEqual([
    0,
    expect.objectContaining({ code: "JOURNAL_UNREADABLE" }),
  ]);
  dim = false;
  await daemon.pass(500);
  expect(daemon.count("archived")).toBe(1);
});
