import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { systemLocks } from "@rigline/foundation/lock";
import { nodeFileSystem, systemClock, type FileSystem } from "@rigline/foundation/platform";
import { listOutbox, outboxFolder, putIntoOutbox, registerOutbox, withOutboxLock } from "@rigline/manifest";
import { expect, test } from "vitest";
import { runDaemon } from "../../src/daemon/run-daemon.js";
import { ManifestOutbox } from "../../src/outbox/manifest-outbox.js";
import type { DaemonEvent } from "../../src/jobs/daemon-events.js";
import { createRig, manifestText, partsFor, PUBLISHED, runOnce, settingsFor, type Rig } from "../support/rig.js";
import { readTree } from "../support/temporary-folder.js";

const FILE = "manifest_session.yml";

function wait(rig: Rig, { registered = true } = {}) {
  const outbox = outboxFolder(rig.data);
  const text = manifestText(rig, { name: "session" });
  const directory = join(rig.data, "614173", "session");
  const digest = createHash("sha256").update(text).digest("hex");
  const entry = {
    session: "session",
    directory,
    flagFolder: rig.flag,
    file: FILE,
    name: "session",
    digest,
    destination: join(rig.destination, "session"),
    at: "2026-03-02T10:15:00.000Z",
  };
  putIntoOutbox(nodeFileSystem, outbox, entry, text);
  if (registered) registerOutbox(nodeFileSystem, { outbox, flagFolder: rig.flag });
  const events: DaemonEvent[] = [];
  const make = (fileSystem: FileSystem = nodeFileSystem): ManifestOutbox =>
    new ManifestOutbox(
      { fileSystem, clock: systemClock, locks: systemLocks, report: (event) => void events.push(event), pid: 1 },
      { flagFolder: rig.flag, completeFolder: rig.complete },
    );
  return { outbox, make, events, left: () => listOutbox(nodeFileSystem, outbox).length };
}

test("what a launcher could not publish is published by the daemon, which tells it once and writes into no session", async () => {
  const rig = createRig();
  const { make, events, left } = wait(rig);
  const before = readTree(rig.data);
  const waiting = make();
  expect([await waiting.publish(), await waiting.publish()]).toEqual([0, 0]);
  expect([readdirSync(rig.flag).includes(FILE), left()]).toEqual([true, 1]);
  expect(events).toEqual([{ event: "notice", job: "session", message: expect.stringContaining("outbox") as string }]);
  expect(readTree(rig.data)).toEqual(before);
});

test("done and archived, it is not published again, by this daemon or the next one, until the launcher clears it away", async () => {
  const rig = createRig();
  const { make } = wait(rig);
  const first = make();
  await first.publish();
  await runOnce(partsFor(rig));
  expect(readdirSync(rig.complete)).toEqual([FILE]);
  for (const daemon of [first, make()]) expect(await daemon.publish()).toBe(0);
  expect(readdirSync(rig.flag)).toEqual([".rigline"]);
});

test("while the flag folder is away it waits, and nothing is made where it was", async () => {
  const rig = createRig();
  const { make, left } = wait(rig);
  const waiting = make({
    ...nodeFileSystem,
    link: () => {
      throw Object.assign(new Error("EIO: injected"), { code: "EIO" });
    },
  });
  expect(await waiting.publish()).toBe(1);
  renameSync(rig.flag, `${rig.flag}-away`);
  expect(await waiting.publish()).toBe(1);
  mkdirSync(rig.flag);
  expect(await waiting.publish()).toBe(1);
  expect(readdirSync(rig.flag)).toEqual([]);
  expect(await make().publish()).toBe(0);
  expect(left()).toBe(1);
});

test("one that can't be read, or another is at, is tried again; of a name that is taken the launcher is asked, once", async () => {
  const rig = createRig();
  const { make, events, outbox, left } = wait(rig);
  let sick = true;
  const list: FileSystem["list"] = (folder) => {
    if (sick && folder === outbox) throw Object.assign(new Error("EIO: injected"), { code: "EIO" });
    return nodeFileSystem.list(folder);
  };
  const waiting = make({ ...nodeFileSystem, list });
  expect(await waiting.publish()).toBe(0);
  sick = false;
  const parts = { locks: systemLocks, clock: systemClock, pid: 2 };
  await withOutboxLock(parts, { outbox, session: "session", wait: true }, async () => {
    expect(await waiting.publish()).toBe(1);
  });
  writeFileSync(join(rig.flag, FILE), "another one");
  expect([await waiting.publish(), await waiting.publish(), left()]).toEqual([0, 0, 1]);
  expect(events.map((event) => "message" in event && event.message)).toEqual([
    expect.stringContaining("can't be looked into"),
    expect.stringContaining("rigline resume session"),
  ]);
});

test("a flag folder that can't be read, and registrations that can't be, hold up nothing", async () => {
  const rig = createRig();
  const { make, left } = wait(rig);
  writeFileSync(join(rig.flag, ".rigline/outboxes/broken.json"), "{");
  const sick: FileSystem["list"] = (folder) => {
    if (folder.endsWith("outboxes")) throw Object.assign(new Error("EIO: injected"), { code: "EIO" });
    return nodeFileSystem.list(folder);
  };
  expect(await make({ ...nodeFileSystem, list: sick }).publish()).toBe(0);
  expect(left()).toBe(1);
  expect(await make().publish()).toBe(0);
  expect(readdirSync(rig.flag)).toContain(FILE);
});

test("the daemon's loop hands off what waited, and does not end as idle while something waits", async () => {
  const rig = createRig();
  const { make } = wait(rig);
  const outbox = make();
  let looks = 0;
  const publishWaiting = (): Promise<number> => ((looks += 1) < 4 ? Promise.resolve(1) : outbox.publish());
  const parts = partsFor(rig, { settings: settingsFor(rig) });
  const end = await runDaemon(parts, { once: false, idleMs: 1, signal: new AbortController().signal, publishWaiting });
  expect(end.reason).toBe("idle");
  expect(readTree(join(rig.destination, "session"))).toEqual(PUBLISHED);
});

test("when another manifest takes its name between the look and the deed, only the launcher can go on, and the other one is left as it is", async () => {
  const rig = createRig();
  const { make, left } = wait(rig);
  const path = join(rig.flag, FILE);
  const waiting = make({
    ...nodeFileSystem,
    link: (from, to) => {
      if (to === path) writeFileSync(path, "another\n");
      nodeFileSystem.link(from, to);
    },
  });
  expect(await waiting.publish()).toBe(0);
  expect([readFileSync(path, "utf8"), left()]).toEqual(["another\n", 1]);
});
