import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { encodeLine, readJournal } from "@rigline/foundation/journal";
import { destinationsJournalPath, toPosixPath } from "@rigline/manifest";
import { expect, test } from "vitest";
import type { WorkOrder } from "../../src/work/work-order.js";
import { askOfJob } from "../../src/jobs/ask-of-job.js";
import { fakeShare } from "../support/fake-share.js";
import { memoryMount, noMounts } from "../support/mounts.js";
import { createRig, partsFor, PUBLISHED, runOnce, settingsFor, type Rig, type TestParts } from "../support/rig.js";
import { readTree, temporaryFolder, writeTree } from "../support/temporary-folder.js";

/** A rig with a share, to which one session has been handed off already. */
async function setUp(allowLocalDestination = false) {
  const rig = createRig();
  const mountPoint = join(rig.root, "mnt/share");
  mkdirSync(join(rig.root, "mnt"));
  const share = fakeShare(mountPoint);
  const destination = join(mountPoint, "614173");
  const parts = (onOrder: (order: WorkOrder) => void = () => {}): TestParts => {
    const base = partsFor(rig, { disk: share.disk, settings: settingsFor(rig, { allowLocalDestination }) });
    const run: typeof base.pool.run = (order, options) => {
      onOrder(order);
      return base.pool.run(order, options);
    };
    return { ...base, pool: { ...base.pool, run } };
  };
  rig.hand("yesterday", { destination });
  expect((await runOnce(parts())).troubled).toBe(0);
  const before = readTree(rig.data);
  const expectNothingLost = (): void => {
    expect(readTree(mountPoint)).toEqual({});
    expect(readTree(rig.data)).toEqual(before);
  };
  return { rig, mountPoint, share, destination, parts, expectNothingLost };
}

function codes({ events }: TestParts): readonly string[] {
  return events.flatMap((event) => ("code" in event ? [event.code] : []));
}

test.each([false, true])(
  "an empty mount point takes neither data nor sources, whatever the config allows (%j)",
  async (allowed) => {
    const { rig, share, destination, parts, expectNothingLost } = await setUp(allowed);
    share.unmount();
    rig.hand("today", { destination, deleteSource: true });
    for (let run = 1; run <= 3; run += 1) {
      const away = parts();
      expect((await runOnce(away)).troubled).toBe(1);
      expect(codes(away)).toEqual(["DESTINATION_MISSING"]);
      expect(away.events.some(({ event }) => event === "planned")).toBe(false);
      expectNothingLost();
    }
    share.mount();
    expect((await runOnce(parts())).troubled).toBe(0);
    expect(readTree(join(destination, "today"))).toEqual(PUBLISHED);
    expect(existsSync(join(rig.data, "behavior"))).toBe(false);
  },
);

test("it is known for every subject, and for a folder that doctor or a person has made there meanwhile", async () => {
  const { rig, share, mountPoint, parts } = await setUp();
  share.unmount();
  const destination = join(mountPoint, "999999");
  mkdirSync(destination);
  rig.hand("other", { destination });
  const away = parts();
  await runOnce(away);
  expect(codes(away)).toEqual(["DESTINATION_MISSING"]);
  expect(readTree(mountPoint)).toEqual({ "999999/": "" });
});

test("a job that began on the share knows it by its own journal, too", async () => {
  const { rig, share, destination, parts, expectNothingLost } = await setUp();
  rig.hand("today", { destination });
  const first = parts((order) => {
    if (order.kind !== "copy") return;
    share.unmount();
  });
  await runOnce(first);
  expect(codes(first)).toEqual([expect.stringMatching(/^DESTINATION_/)]);
  rmSync(destinationsJournalPath(rig.flag));
  const second = parts();
  await runOnce(second);
  expect(codes(second)).toEqual(["DESTINATION_MISSING"]);
  expectNothingLost();
  share.mount();
  expect((await runOnce(parts())).troubled).toBe(0);
});

test.each(["prepareStaging", "publish"] as const)(
  "a share that goes away right before the step %s is noticed in it",
  async (step) => {
    const { rig, share, destination, parts, expectNothingLost } = await setUp();
    rig.hand("today", { destination });
    let gone = false;
    const run = parts((order) => {
      if (order.kind !== step || gone) return;
      gone = true;
      share.unmount();
    });
    expect((await runOnce(run)).troubled).toBe(1);
    expect(codes(run)).toEqual(["DESTINATION_MISSING"]);
    expectNothingLost();
  },
);

test("a share that goes away while what is published there is looked at shows no conflict: it is waited for", async () => {
  const { rig, share, destination } = await setUp();
  writeTree(join(destination, "today"), PUBLISHED);
  rig.hand("today", { destination });
  let isAway = false;
  const list = (path: string): readonly string[] => {
    const names = share.disk.list(path);
    if (path.startsWith(join(destination, "today")) && !isAway) {
      isAway = true;
      share.unmount();
    }
    return names;
  };
  const run = partsFor(rig, { disk: { ...share.disk, list } });
  expect((await runOnce(run)).troubled).toBe(1);
  expect([isAway, codes(run)]).toEqual([true, ["DESTINATION_MISSING"]]);
  share.mount();
  expect((await runOnce(partsFor(rig, { disk: share.disk }))).troubled).toBe(0);
  expect(readTree(join(destination, "today"))).toEqual(PUBLISHED);
});

test("no source is deleted while the share that has its copy is away", async () => {
  const { rig, share, destination, parts } = await setUp();
  rig.hand("today", { destination, deleteSource: true });
  const before = readTree(rig.data);
  const http: TestParts["http"] = {
    post: () => {
      share.unmount();
      return Promise.resolve({ status: 200, headers: {}, body: '{"message":"Submitted"}' });
    },
  };
  rmSync(join(rig.flag, "manifest_today.yml"));
  rig.hand("today", { destination, deleteSource: true, endpoint: "http://service/submit" });
  const run = { ...parts(), http };
  expect((await runOnce(run)).troubled).toBe(1);
  expect(codes(run)).toEqual(["DESTINATION_MISSING"]);
  expect(readTree(rig.data)).toEqual(before);
  share.mount();
  const again = parts();
  expect((await runOnce(again)).troubled).toBe(0);
  expect(again.events).toContainEqual(expect.objectContaining({ event: "sourceDeleted", files: 2, kept: 0 }));
});

test("no source is deleted while another share stands where the data were published", async () => {
  const { rig, share, destination, mountPoint, parts } = await setUp();
  rig.hand("today", { destination, deleteSource: true, endpoint: "http://service/submit" });
  const before = readTree(rig.data);
  const base = parts();
  let another = false;
  const disk: TestParts["disk"] = {
    ...share.disk,
    fileSystemType: (path) => (another && path.startsWith(mountPoint) ? "6969" : share.disk.fileSystemType(path)),
  };
  const http: TestParts["http"] = {
    post: () => {
      another = true;
      return Promise.resolve({ status: 200, headers: {}, body: '{"message":"Submitted"}' });
    },
  };
  const run = partsFor(rig, { disk, http, settings: base.settings });
  expect((await runOnce(run)).troubled).toBe(1);
  expect(codes(run)).toEqual(["DESTINATION_MISSING"]);
  expect(readTree(rig.data)).toEqual(before);
});

test("what is recorded says the place and no device: a share that is mounted anew is the same", async () => {
  const { rig, share, destination, mountPoint, parts } = await setUp();
  const record = readFileSync(destinationsJournalPath(rig.flag), "utf8");
  expect(record).toContain(`"root":${JSON.stringify(mountPoint)}`);
  expect(record.trimEnd().split("\n")).toHaveLength(1);
  share.unmount();
  share.mount();
  rig.hand("today", { destination });
  expect((await runOnce(parts())).troubled).toBe(0);
  expect(readFileSync(destinationsJournalPath(rig.flag), "utf8")).toBe(record);
});

/** A rig that has never seen a share: its destination is on its own disk. */
function local(allowLocalDestination: boolean) {
  const rig = createRig();
  const parts = (): TestParts => partsFor(rig, { settings: settingsFor(rig, { allowLocalDestination }) });
  return { rig, parts, central: join(rig.root, "central") };
}

test("a destination on the rig's own disk is published to with a notice, and its source is kept", async () => {
  const { rig, parts, central } = local(false);
  mkdirSync(central);
  rig.hand("session", { destination: central, deleteSource: true });
  const before = readTree(rig.data);
  const run = parts();
  expect((await runOnce(run)).troubled).toBe(0);
  expect(readTree(join(central, "session"))).toEqual(PUBLISHED);
  expect(readTree(rig.data)).toMatchObject({ ...before });
  const notices = run.events.flatMap((event) => (event.event === "notice" ? [event.message] : []));
  expect(notices).toEqual([
    expect.stringContaining(`${toPosixPath(central)} is on the rig's own disk`),
    expect.stringContaining("kept at the source, because their published copies lie on a disk of this rig"),
  ]);
});

test("where the config says that it is meant, the source goes and nothing is said", async () => {
  const { rig, parts, central } = local(true);
  mkdirSync(central);
  rig.hand("session", { destination: join(central, "614173"), deleteSource: true });
  const run = parts();
  expect((await runOnce(run)).troubled).toBe(0);
  expect(run.events.filter(({ event }) => event === "notice")).toEqual([]);
  expect(existsSync(join(rig.data, "behavior"))).toBe(false);
});

test("below the one folder that holds the config and all of the queue it is meant too; by a link out of it, it is not", async () => {
  const rig = createRig();
  const [central, elsewhere] = [join(rig.root, "central"), temporaryFolder()];
  mkdirSync(central);
  symlinkSync(elsewhere, join(rig.root, "link"));
  const parts = (): TestParts =>
    partsFor(rig, { settings: settingsFor(rig, { allowLocalDestination: false, localFolder: rig.root }) });
  rig.hand("linked", { destination: join(rig.root, "link"), deleteSource: true });
  expect((await runOnce(parts())).troubled).toBe(0);
  expect(existsSync(join(rig.data, "behavior"))).toBe(true);
  rig.hand("session", { destination: central, deleteSource: true });
  expect((await runOnce(parts())).troubled).toBe(0);
  expect(existsSync(join(rig.data, "behavior"))).toBe(false);
});

test.each([
  ["with deletion", true],
  ["without", false],
])(
  "to be made on the rig's own disk, %s, is asked about first; a folder that a person made is an answer",
  async (_title, deleteSource) => {
    const { rig, parts, central } = local(false);
    mkdirSync(join(central, "of-yesterday"), { recursive: true });
    const destination = join(central, "614173");
    rig.hand("session", { destination, deleteSource });
    const run = parts();
    expect((await runOnce(run)).troubled).toBe(1);
    expect(run.events).toContainEqual(
      expect.objectContaining({
        event: "failed",
        code: "DESTINATION_IN_DOUBT",
        message: expect.stringContaining("would be made on the rig's own disk") as string,
      }),
    );
    expect(existsSync(destination)).toBe(false);
    mkdirSync(destination);
    expect((await runOnce(parts())).troubled).toBe(0);
    expect(readTree(join(destination, "session"))).toEqual(PUBLISHED);
  },
);

test("a person who has looked may let a job go on where the destination is now", async () => {
  const { rig, share, destination, parts } = await setUp();
  rig.hand("today", { destination });
  await runOnce(parts((order) => void (order.kind === "copy" && share.unmount())));
  rmSync(destinationsJournalPath(rig.flag));
  const again = parts();
  await runOnce(again);
  expect(codes(again)).toEqual(["DESTINATION_MISSING"]);
  askOfJob(again, "today", { do: "redrive", now: false }, "ada@rig-1");
  const asked = parts();
  await runOnce(asked);
  expect(codes(asked)).toEqual(["DESTINATION_IN_DOUBT"]);
  mkdirSync(destination);
  expect((await runOnce(parts())).troubled).toBe(0);
});

test.runIf(noMounts === undefined)("with a real mount: nothing is published under it, nothing is deleted", async () => {
  const rig: Rig = createRig(temporaryFolder());
  const mountPoint = join(rig.root, "share");
  const destination = join(mountPoint, "614173");
  const parts = (): TestParts => partsFor(rig, { settings: settingsFor(rig, { allowLocalDestination: false }) });
  const unmount = memoryMount(mountPoint);
  rig.hand("yesterday", { destination });
  expect((await runOnce(parts())).troubled).toBe(0);
  unmount();
  rig.hand("today", { destination, deleteSource: true });
  const before = readTree(rig.data);
  const away = parts();
  expect((await runOnce(away)).troubled).toBe(1);
  expect(codes(away)).toEqual(["DESTINATION_MISSING"]);
  expect([readTree(mountPoint), readTree(rig.data)]).toEqual([{}, before]);
  memoryMount(mountPoint);
  const back = parts();
  expect((await runOnce(back)).troubled).toBe(0);
  expect(readTree(join(destination, "today"))).toEqual(PUBLISHED);
  // The data are on a disk of its own now, so the source may go.
  expect(back.events).toContainEqual(expect.objectContaining({ event: "sourceDeleted", files: 2, kept: 0 }));
});

/** A share whose own folder can't be looked at while it is closed, with destinations two folders below it. */
async function setUpClosed() {
  const { rig, mountPoint, share } = await setUp();
  rmSync(destinationsJournalPath(rig.flag));
  const destination = join(mountPoint, "central", "614173");
  mkdirSync(join(mountPoint, "central"));
  const gate = { closed: true };
  const disk: TestParts["disk"] = {
    ...share.disk,
    inspect: (path) => {
      if (path === mountPoint && gate.closed) throw Object.assign(new Error("EACCES: injected"), { code: "EACCES" });
      return share.disk.inspect(path);
    },
  };
  const parts = (changes: Partial<TestParts> = {}): TestParts =>
    partsFor(rig, { disk, settings: settingsFor(rig, { allowLocalDestination: false }), ...changes });
  return { rig, share, destination, parts, gate };
}

const known = (rig: Rig): string => readFileSync(destinationsJournalPath(rig.flag), "utf8");

test.each(["as it is recorded now", "as versions of before recorded it"])(
  "a folder above the destination that was closed to one look is no share that went away, %s",
  async (kind) => {
    const { rig, share, destination, parts, gate } = await setUpClosed();
    rig.hand("first", { destination });
    expect((await runOnce(parts())).troubled).toBe(0);
    expect(known(rig)).toContain('"seen":false');
    if (kind.includes("before")) forgetSeen(destinationsJournalPath(rig.flag));
    gate.closed = false;
    rig.hand("second", { destination });
    const open = parts();
    expect([(await runOnce(open)).troubled, codes(open)]).toEqual([0, []]);
    expect(readTree(join(destination, "second"))).toEqual(PUBLISHED);
    expect(known(rig)).toContain('"seen":true');
    share.unmount();
    rig.hand("third", { destination });
    mkdirSync(destination, { recursive: true });
    const away = parts();
    await runOnce(away);
    expect(codes(away)).toEqual(["DESTINATION_MISSING"]);
  },
);

test("nor is it for the job that looked at that moment, and has published and not deleted yet", async () => {
  const { rig, destination, parts, gate } = await setUpClosed();
  rig.hand("today", { destination, deleteSource: true, endpoint: "http://service/submit" });
  const busy = { post: () => Promise.resolve({ status: 503, headers: {}, body: "" }) };
  expect((await runOnce(parts({ http: busy }))).troubled).toBe(1);
  gate.closed = false;
  const open = parts();
  expect([(await runOnce(open)).troubled, codes(open)]).toEqual([0, []]);
  expect(open.events.map(({ event }) => event)).toEqual(["submitted", "sourceDeleted", "archived"]);
});

/** Records as they were before a look said how much it had seen. */
function forgetSeen(path: string): void {
  const { records } = readJournal(path);
  writeFileSync(path, records.map(({ seen: _seen, ...record }) => encodeLine(record)).join(""));
}

test("a share that goes away while it is looked at for the first time is not taken for one of its own folders, for good", async () => {
  const rig = createRig();
  const mountPoint = join(rig.root, "share");
  const share = fakeShare(mountPoint);
  const destination = join(mountPoint, "data", "614173");
  mkdirSync(destination, { recursive: true });
  rig.hand("today", { destination });
  let isThere = true;
  const inspect = (path: string) => {
    if (path === mountPoint && isThere) {
      isThere = false;
      share.unmount();
      // As somebody has once made it there.
      mkdirSync(destination, { recursive: true });
    }
    return share.disk.inspect(path);
  };
  const away = partsFor(rig, { disk: { ...share.disk, inspect } });
  expect((await runOnce(away)).troubled).toBe(1);
  expect([isThere, codes(away)]).toEqual([false, ["DESTINATION_MISSING"]]);
  share.mount();
  expect((await runOnce(partsFor(rig, { disk: share.disk }))).troubled).toBe(0);
  expect(readTree(join(destination, "today"))).toEqual(PUBLISHED);
});
