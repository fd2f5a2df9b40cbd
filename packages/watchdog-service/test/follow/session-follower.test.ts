import { existsSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, extname, join } from "node:path";
import { nodeDisk, type Disk } from "@rigline/foundation/disk";
import { nodeFileSystem, type FileSystem } from "@rigline/foundation/platform";
import { removeFollowRequest } from "@rigline/manifest/follow";
import { expect, test } from "vitest";
import { readTree, writeTree } from "../support/temporary-folder.js";
import { createFollowedRig, SESSION } from "../support/followed-rig.js";
import { PUBLISHED } from "../support/rig.js";

const FILES = {
  "behavior/events.csv": PUBLISHED["behavior/events.csv"],
  "behavior/logs/launcher.log": PUBLISHED["behavior/logs/launcher.log"],
  "session.json": PUBLISHED["session.json"],
};

const kindsOf = (orders: readonly { readonly kind: string }[]): string[] => orders.map(({ kind }) => kind);

test("copies and verifies what is quiet while a session runs, and publishes nothing of it", async () => {
  const rig = createFollowedRig();
  rig.ask();

  await rig.follow(6000, async () => {
    expect(rig.growing()).toEqual({});
    await rig.clock.advance(12_000);
  });

  expect(rig.growing()).toEqual(FILES);
  expect(existsSync(join(rig.destination, SESSION))).toBe(false);
});

test("the job takes over what was copied, reads none of it again, and publishes what a hand-off without it publishes", async () => {
  const rig = createFollowedRig();
  rig.ask();
  const { follower, parts } = rig.create();
  await follower.during({ once: false }, async () => {
    await rig.clock.advance(20_000);
    const before = rig.orders.length;
    rig.hand(SESSION);
    await rig.handOff(parts);
    const copies = rig.orders.slice(before).filter((order) => order.kind === "copy");
    expect(copies.flatMap(({ tasks }) => tasks.map(({ path, held }) => [path, held !== undefined]))).toEqual(
      Object.keys(FILES).map((path) => [path, true]),
    );
  });

  expect(readTree(join(rig.destination, SESSION))).toEqual(PUBLISHED);
  expect(rig.growing()).toEqual({});
  expect(rig.known()).toEqual([]);
  expect(parts.events).toContainEqual({ event: "followed", job: SESSION, files: 3, bytes: 54 });
});

test("the next daemon goes on with what was copied, and reads each copy again before it counts", async () => {
  const rig = createFollowedRig();
  rig.ask();
  await rig.follow(20_000);
  rig.orders.length = 0;

  await rig.follow(20_000);
  expect(kindsOf(rig.orders)).not.toContain("copy");

  rig.hand(SESSION);
  await rig.handOff();
  const copies = rig.orders.filter((order) => order.kind === "copy");
  expect(copies.flatMap(({ tasks }) => tasks.map(({ held, ledgerHash }) => [held, ledgerHash !== undefined]))).toEqual(
    Object.keys(FILES).map(() => [undefined, true]),
  );
  expect(readTree(join(rig.destination, SESSION))).toEqual(PUBLISHED);
});

test("a file that changed after it was copied is copied anew, and one that somebody changed at the destination is not believed", async () => {
  const rig = createFollowedRig();
  rig.ask();
  await rig.follow(20_000);
  writeTree(rig.root, { "data/behavior/events.csv": "time,event\n1,start\n2,end\n" });
  expect(rig.growing()).toEqual(FILES);
  const { follower, parts } = rig.create();
  await follower.during({ once: false }, async () => {
    await rig.clock.advance(30_000);
    expect(rig.growing()).toHaveProperty(["behavior/events.csv"], "time,event\n1,start\n2,end\n");
    writeFileSync(join(rig.partial(), "session.json"), '{"subject_id": "614174"}\n');
    rig.hand(SESSION);
    await rig.handOff(parts);
  });

  expect(readTree(join(rig.destination, SESSION))).toEqual({
    ...PUBLISHED,
    "behavior/events.csv": "time,event\n1,start\n2,end\n",
  });
});

test("a mapping that puts a folder elsewhere moves its copies", async () => {
  const rig = createFollowedRig();
  writeTree(rig.root, { "data/Videos/left.avi": "frames" });
  rig.ask();
  const { follower, parts } = rig.create();
  await follower.during({ once: false }, async () => {
    await rig.clock.advance(20_000);
    expect(rig.growing()).toHaveProperty("Videos/left.avi", "frames");
    rig.hand(SESSION, {
      modalities: { behavior: [join(rig.data, "behavior")], "behavior-videos": [join(rig.data, "Videos")] },
    });
    await rig.handOff(parts);
  });

  expect(readTree(join(rig.destination, SESSION))).toEqual({ ...PUBLISHED, "behavior-videos/left.avi": "frames" });
  const copies = rig.orders.filter((order) => order.kind === "copy").at(-1);
  expect(copies?.tasks.filter(({ held }) => held === undefined)).toEqual([]);
});

test("what was copied of a session that is dropped goes, with all that is known of it", async () => {
  const rig = createFollowedRig();
  rig.ask();
  await rig.follow(20_000);
  rig.ask({ dropped: "it was discarded" });

  const { events } = await rig.follow(3000);

  expect(rig.growing()).toEqual({});
  expect(rig.known()).toEqual([]);
  expect(events).toContainEqual({ event: "unfollowed", job: SESSION, reason: "it was discarded" });
});

test("what was copied of a session that no manifest comes of is kept for its days, and then removed and told", async () => {
  const rig = createFollowedRig();
  rig.ask();
  await rig.follow(20_000);
  rig.clock.setWallTime(new Date(Date.now() + 2 * 24 * 3_600_000));
  await rig.follow(20_000);
  expect(rig.growing()).toEqual(FILES);

  rig.clock.setWallTime(new Date(Date.now() + 4 * 24 * 3_600_000));
  const { events } = await rig.follow(20_000);

  expect(rig.growing()).toEqual({});
  expect(rig.known()).toEqual([]);
  expect(events.find(({ event }) => event === "unfollowed")).toMatchObject({
    reason: "no manifest came within 3 days after its last sign",
  });
});

test("a destination that is away holds nothing up: it is told once, and what is whole is copied when it is back", async () => {
  const rig = createFollowedRig();
  const away = `${rig.destination}.away`;
  rig.ask({ destination: join(rig.destination, "central", "614173") });
  const parts = await rig.follow(20_000, async () => {
    expect(rig.growing()).toEqual({});
    writeTree(rig.root, { "destination/central/": "" });
    await rig.clock.advance(60_000);
  });

  expect(parts.events.filter(({ event }) => event === "notice")).toHaveLength(1);
  expect(existsSync(join(rig.destination, "central", "614173"))).toBe(true);
  expect(existsSync(away)).toBe(false);
});

test("the daemon does not end for as long as the launcher of a session that runs is there", async () => {
  const rig = createFollowedRig();
  rig.ask();
  const { follower } = rig.create();
  await follower.during({ once: false }, async () => {
    await rig.clock.advance(90_000);
    expect(follower.pending).toBe(1);
    rig.alive.launcher = false;
    expect(follower.pending).toBe(0);
    expect(follower.somethingCame()).toBe(false);
  });
});

test("files left for the writer, hidden folders and links are not copied", async () => {
  const rig = createFollowedRig();
  writeTree(rig.root, { "data/behavior/frames.bin.inprogress": "half", "data/.rigline/journal.jsonl": "{}" });
  rig.ask();
  await rig.follow(20_000);
  expect(rig.growing()).toEqual(FILES);

  renameSync(join(rig.data, "behavior", "frames.bin.inprogress"), join(rig.data, "behavior", "frames.bin"));
  await rig.follow(20_000);
  expect(rig.growing()).toEqual({ ...FILES, "behavior/frames.bin": "half" });

  rmSync(join(rig.data, "behavior", "frames.bin"));
  rig.hand(SESSION);
  await rig.handOff();
  expect(readTree(join(rig.destination, SESSION))).toEqual(PUBLISHED);
});

test("a file that is not what its experiment says that it wrote is told, and copied by the hand-off", async () => {
  const rig = createFollowedRig();
  const text = PUBLISHED["behavior/events.csv"];
  const line = { event: "complete", path: "behavior/events.csv", bytes: text.length, sha256: "0".repeat(64) };
  writeTree(rig.root, { "data/list.jsonl": `${JSON.stringify(line)}\n` });
  rig.ask({
    contract: { wholeWhen: "listed", suffix: "", quietSeconds: 1, list: "list.jsonl", first: [] },
    exclude: ["launcher.log"],
  });
  const { follower, parts } = rig.create();
  await follower.during({ once: false }, async () => {
    await rig.clock.advance(10_000);
    expect(parts.events.filter(({ event }) => event === "notice")).toEqual([
      {
        event: "notice",
        job: SESSION,
        message: expect.stringContaining("is not what the experiment says that it wrote: sha256 0000") as string,
      },
    ]);
    rig.hand(SESSION);
    await rig.handOff(parts);
  });
  expect(readTree(join(rig.destination, SESSION))).toEqual(PUBLISHED);
  expect(parts.events.filter(({ event }) => event === "followed")).toEqual([]);
});

test("a session whose request was taken away is followed no further, and its copies go", async () => {
  const rig = createFollowedRig();
  rig.ask();
  rig.ask({ directory: join(rig.root, "another") });
  await rig.follow(20_000, async () => {
    expect(rig.growing()).toEqual(FILES);
    removeFollowRequest(nodeFileSystem, rig.flag, rig.data);
    await rig.clock.advance(5000);
    expect(rig.growing()).toEqual({});
  });
});

test("copies that can't be removed yet are tried again, and told once", async () => {
  const refuses = { removal: true };
  const disk: Disk = {
    ...nodeDisk,
    removeFile: (path) => {
      if (refuses.removal) throw Object.assign(new Error("EACCES"), { code: "EACCES", path });
      nodeDisk.removeFile(path);
    },
  };
  const rig = createFollowedRig({ disk });
  rig.ask();
  await rig.follow(20_000);
  rig.ask({ dropped: "it was discarded" });
  const { events } = await rig.follow(10_000, async () => {
    refuses.removal = false;
    await rig.clock.advance(10_000);
  });
  expect(events.filter(({ event }) => event === "notice")).toHaveLength(1);
  expect(rig.growing()).toEqual({});
});

/** A flag folder that can be full, and away; when `leaves`, it goes away as soon as something of a session is to be said. */
function unsteadyFlagFolder() {
  const refuses = { listing: false, writing: false, leaves: false };
  const fileSystem: FileSystem = {
    ...nodeFileSystem,
    list: (path) => {
      if (refuses.listing && path.endsWith("follow")) throw Object.assign(new Error("EIO"), { code: "EIO" });
      return nodeFileSystem.list(path);
    },
    rename: (from, to) => {
      if (refuses.writing && dirname(to).endsWith("follow")) {
        refuses.listing ||= refuses.leaves && to.endsWith(".json");
        throw Object.assign(new Error("ENOSPC"), { code: "ENOSPC" });
      }
      nodeFileSystem.rename(from, to);
    },
  };
  return { fileSystem, refuses };
}

test("a flag folder that is full or away fails no copy, no hand-off, and keeps nothing", async () => {
  const { fileSystem, refuses } = unsteadyFlagFolder();
  const rig = createFollowedRig({ fileSystem });
  rig.ask();
  const { follower, parts } = rig.create();
  await follower.during({ once: false }, async () => {
    refuses.writing = true;
    await rig.clock.advance(20_000);
    expect(rig.growing()).toEqual(FILES);
    expect(rig.known().map((name) => extname(name))).toEqual([".json", ".jsonl"]);
    refuses.listing = true;
    expect(follower.somethingCame()).toBe(false);
    await rig.clock.advance(10_000);
    refuses.listing = false;
    expect(follower.somethingCame()).toBe(true);
    rig.hand(SESSION);
    await rig.handOff(parts);
  });
  expect(readTree(join(rig.destination, SESSION))).toEqual(PUBLISHED);
  expect(rig.known()).toEqual([]);
});

test("a session whose publication can't be noted is published, and what is known of it goes after its days", async () => {
  const { fileSystem, refuses } = unsteadyFlagFolder();
  const rig = createFollowedRig({ fileSystem });
  rig.ask();
  const { follower, parts } = rig.create();
  await follower.during({ once: false }, async () => {
    await rig.clock.advance(20_000);
    Object.assign(refuses, { writing: true, leaves: true });
    rig.hand(SESSION);
    await rig.handOff(parts);
  });
  expect(parts.events.at(-1)).toMatchObject({ event: "archived", job: SESSION });
  expect(rig.known().map((name) => extname(name))).toContain(".json");

  Object.assign(refuses, { listing: false, writing: false });
  rig.clock.setWallTime(new Date(Date.now() + 4 * 24 * 3_600_000));
  const { events } = await rig.follow(5000);

  expect(events).toContainEqual(expect.objectContaining({ event: "unfollowed", job: SESSION }));
  expect(rig.known()).toEqual([]);
  expect(rig.growing()).toEqual({});
  expect(readTree(join(rig.destination, SESSION))).toEqual(PUBLISHED);
});
