import {
  chmodSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { identityOf, type Disk, nodeDisk } from "@rigline/foundation/disk";
import { describe, expect, test } from "vitest";
import { readJournal } from "@rigline/foundation/journal";
import { nodeFileSystem, type FileSystem } from "@rigline/foundation/platform";
import { jobJournalPath, toJobRecords } from "@rigline/manifest";
import { listJobs } from "../../src/jobs/list-jobs.js";
import { createInlinePool } from "../../src/work/inline-pool.js";
import type { WorkOrder } from "../../src/work/work-order.js";
import type { WorkPool } from "../../src/work/work-pool.js";
import { createRig, partsFor, PUBLISHED, runOnce, type Rig, type TestParts } from "../support/rig.js";
import { runDaemonByHand } from "../support/running-daemon.js";
import { listDestination, readTree } from "../support/temporary-folder.js";

/** Does something once, right before the first order of a kind is carried out. */
function meanwhile(kind: WorkOrder["kind"], action: (order: WorkOrder) => void): WorkPool {
  const pool = createInlinePool(nodeDisk);
  let done = false;
  return {
    ...pool,
    run: (order, options) => {
      if (order.kind === kind && !done) {
        done = true;
        action(order);
      }
      return pool.run(order, options);
    },
  };
}

/** The system's clock for files moves on every few milliseconds only. */
function untilTouched(path: string, change: () => void): void {
  const before = identityOf(nodeDisk.inspect(path));
  do change();
  while (identityOf(nodeDisk.inspect(path)) === before);
}

function records(rig: Rig) {
  return toJobRecords(readJournal(jobJournalPath(rig.flag, "manifest_session.yml")).records);
}

function failures({ events }: Pick<TestParts, "events">): readonly string[] {
  return events.flatMap((event) => (event.event === "failed" || event.event === "parked" ? [event.code] : []));
}

describe("a verified copy that is touched before it is published", () => {
  const touch = (text: string) => (order: WorkOrder) => {
    const file = join((order as { staging: string }).staging, "behavior/events.csv");
    untilTouched(file, () => writeFileSync(file, text));
  };
  const right = PUBLISHED["behavior/events.csv"];

  test("with other bytes of the same number: is not published, and copied again", async () => {
    const rig = createRig();
    rig.hand("session");
    const daemon = runDaemonByHand(rig, { pool: meanwhile("publish", touch(right.toUpperCase())) });
    for (let round = 0; round < 20 && daemon.count("archived") === 0; round += 1) await daemon.pass(20);
    await daemon.stop();
    expect(records(rig)).toContainEqual(expect.objectContaining({ type: "attemptFailed", code: "COPY_DIFFERS" }));
    expect(readTree(join(rig.destination, "session"))).toEqual(PUBLISHED);
  });

  test("with the same bytes: is read again and published", async () => {
    const rig = createRig();
    rig.hand("session");
    const parts = partsFor(rig, { pool: meanwhile("publish", touch(right)) });
    expect((await runOnce(parts)).troubled).toBe(0);
    expect(failures(parts)).toEqual([]);
    expect(readTree(join(rig.destination, "session"))).toEqual(PUBLISHED);
  });
});

describe("a source that is touched after it was copied", () => {
  test.skipIf(process.platform === "win32")("in its rights alone: is read again and published as it is", async () => {
    const rig = createRig();
    rig.hand("session");
    const source = join(rig.data, "behavior/events.csv");
    const change = (): void => untilTouched(source, () => chmodSync(source, 0o640));
    const parts = partsFor(rig, { pool: meanwhile("planDigest", change) });
    expect((await runOnce(parts)).troubled).toBe(0);
    expect(failures(parts)).toEqual([]);
  });

  test.each(["rewritten", "replaced by a rename"])(
    "with its size and time put back, %s: is copied again",
    async (how) => {
      const rig = createRig();
      rig.hand("session");
      const source = join(rig.data, "behavior/events.csv");
      const other = readFileSync(source, "utf8").toUpperCase();
      const time = new Date(1_600_000_000_000);
      utimesSync(source, time, time);
      const change = (): void =>
        untilTouched(source, () => {
          const path = how === "rewritten" ? source : `${rig.root}/new`;
          writeFileSync(path, other);
          utimesSync(path, time, time);
          renameSync(path, source);
        });
      const daemon = runDaemonByHand(rig, { pool: meanwhile("planDigest", change) });
      for (let round = 0; round < 20 && daemon.count("archived") === 0; round += 1) await daemon.pass(20);
      await daemon.stop();
      expect(records(rig)).toContainEqual(expect.objectContaining({ type: "attemptFailed", code: "SOURCE_CHANGED" }));
      expect(readFileSync(join(rig.destination, "session/behavior/events.csv"), "utf8")).toBe(other);
    },
  );
});

test("a ledger of an earlier version, without identities, is held against the sources before it counts", async () => {
  const rig = createRig();
  rig.hand("session");
  const ended = partsFor(rig, {
    pool: meanwhile("publish", () => {
      throw Object.assign(new Error("EIO: injected"), { code: "EIO" });
    }),
  });
  await runOnce(ended);
  const file = jobJournalPath(rig.flag, "manifest_session.yml");
  const parts = partsFor(rig);
  const journal = parts.openJournal(file);
  const old = records(rig).flatMap((record) =>
    record.type === "verified"
      ? [{ ...record, files: record.files.map(({ path, bytes, hash, modified }) => ({ path, bytes, hash, modified })) }]
      : [],
  );
  journal.append(...old);
  journal.close();
  const source = join(rig.data, "behavior/events.csv");
  const { mtime } = statSync(source);
  const other = readFileSync(source, "utf8").toUpperCase();
  writeFileSync(source, other);
  utimesSync(source, mtime, mtime);
  const modified = nodeDisk.inspect(source).modifiedNs.toString();
  const forged = parts.openJournal(file);
  forged.append(...old.map((record) => ({ ...record, files: record.files.map((entry) => ({ ...entry, modified })) })));
  forged.close();
  expect((await runOnce(partsFor(rig))).troubled).toBe(0);
  expect(readFileSync(join(rig.destination, "session/behavior/events.csv"), "utf8")).toBe(other);
});

describe("a share that can't flush files", () => {
  const refuse = (): never => {
    throw Object.assign(new Error("ENOTSUP: injected"), { code: "ENOTSUP" });
  };
  const unflushing = (): Disk => ({ ...nodeDisk, sync: refuse, flushFile: () => "ENOTSUP" });

  test.each(["copied", "found in place"])(
    "%s: is handed off, said so, recorded so, and no source is deleted",
    async (how) => {
      const rig = createRig();
      if (how === "found in place") {
        rig.hand("session");
        await runOnce(partsFor(rig));
      }
      rig.hand("session", { deleteSource: true });
      const parts = partsFor(rig, { disk: unflushing() });
      expect((await runOnce(parts)).troubled).toBe(0);
      expect(records(rig)).toContainEqual(expect.objectContaining({ type: "published", flushed: false }));
      const notices = parts.events.flatMap((event) => (event.event === "notice" ? [event.message] : []));
      expect(notices).toEqual([expect.stringContaining("not flushed"), expect.stringContaining("the source is kept")]);
      expect(existsSync(join(rig.data, "behavior/events.csv"))).toBe(true);
      expect(existsSync(join(rig.complete, "manifest_session.yml"))).toBe(true);
    },
  );
});

test("a manifest is flushed, and its name, before it counts as accepted", async () => {
  const rig = createRig();
  const manifest = rig.hand("session");
  const calls: string[] = [];
  const disk: Disk = {
    ...nodeDisk,
    flushFile: (path) => (calls.push(path), nodeDisk.flushFile(path)),
    syncFolder: (path) => (calls.push(path), nodeDisk.syncFolder(path)),
  };
  const parts = partsFor(rig, { disk });
  const report: TestParts["report"] = (event) => {
    if (event.event === "accepted") calls.push("accepted");
  };
  await runOnce({ ...parts, report });
  expect(calls.slice(0, 3)).toEqual([manifest, rig.flag, "accepted"]);
});

test.skipIf(process.platform === "win32")("nobody reads more at the destination than at the rig", async () => {
  const rig = createRig();
  chmodSync(join(rig.data, "behavior"), 0o750);
  chmodSync(join(rig.data, "behavior/logs"), 0o700);
  chmodSync(join(rig.data, "session.json"), 0o600);
  rig.hand("session");
  await runOnce(partsFor(rig));
  const modeOf = (path: string): string => (statSync(join(rig.destination, "session", path)).mode & 0o777).toString(8);
  expect(["behavior", "behavior/logs", "session.json"].map(modeOf)).toEqual(["750", "700", "600"]);
});

describe.skipIf(process.platform !== "linux")("a name that is no UTF-8", () => {
  const odd = (folder: string): Buffer => Buffer.concat([Buffer.from(`${folder}/spikes_`), Buffer.from([0xe9])]);

  test.each([[false], [true]])(
    "is told at once, and parks; beside a file of the name that is shown: %s",
    async (beside) => {
      const rig = createRig();
      writeFileSync(odd(join(rig.data, "behavior")), "x");
      if (beside) writeFileSync(join(rig.data, "behavior/spikes_\uFFFD"), "y");
      rig.hand("session");
      const parts = partsFor(rig);
      await runOnce(parts);
      expect(failures(parts)).toEqual(["SOURCE_NAME_NOT_TEXT"]);
      expect(existsSync(join(rig.destination, "session"))).toBe(false);
    },
  );
});

test("a manifest that is replaced right before its copy gets its name is no failure: the new one is handed off", async () => {
  const rig = createRig();
  const manifest = rig.hand("session");
  let [planned, replaced] = [false, false];
  const fileSystem: FileSystem = {
    ...nodeFileSystem,
    read: (path) => {
      // At the last look: no scan sees it first.
      if (path === manifest && planned && !replaced) {
        replaced = true;
        rig.hand("session", { schemas: [] });
      }
      return nodeFileSystem.read(path);
    },
  };
  const parts: TestParts = partsFor(rig, {
    fileSystem,
    report: (event) => {
      parts.events.push(event);
      planned ||= event.event === "planned";
    },
  });
  const daemon = runDaemonByHand(rig, parts);
  const count = (kind: string): number => parts.events.filter(({ event }) => event === kind).length;
  for (let round = 0; round < 50 && count("archived") === 0; round += 1) await daemon.pass(1000);
  expect([failures(parts), count("published"), listDestination(rig.destination)]).toEqual([[], 1, ["session"]]);
  expect(readdirSync(join(rig.destination, "session"))).toEqual(["behavior"]);
});

test("a share that keeps no times is told, and recorded, and the sources of its copies are deleted where that is asked for", async () => {
  const rig = createRig();
  rig.hand("session", { deleteSource: true });
  const setModified = (): never => {
    throw Object.assign(new Error("EPERM: injected"), { code: "EPERM" });
  };
  const parts = partsFor(rig, { disk: { ...nodeDisk, setModified } });
  expect((await runOnce(parts)).troubled).toBe(0);
  expect(records(rig)).toContainEqual(expect.objectContaining({ type: "published", timesKept: false }));
  const notices = parts.events.flatMap((event) => (event.event === "notice" ? [event.message] : []));
  expect(notices).toEqual([expect.stringContaining("keeps no times")]);
  expect(existsSync(join(rig.data, "behavior/events.csv"))).toBe(false);
  expect(listJobs(nodeDisk, nodeFileSystem, rig.flag)[0]).toMatchObject({ timesKept: false, flushed: true });
});
