import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { FileSystem } from "@rigline/core";
import { acquireProcessLock } from "@rigline/foundation/lock";
import { nodeFileSystem } from "@rigline/foundation/platform";
import { createDyingFileSystem } from "@rigline/foundation/testing";
import { listOutbox, publishEntry, readOutboxes, watchdogLockName } from "@rigline/manifest";
import { describe, expect, onTestFinished, test } from "vitest";
import { JobReader } from "../../src/follow/hand-off-reader.js";
import { rig } from "../support/changer-rig.js";

function outboxRig() {
  const made = rig();
  const { parts, session, places, manifest } = made;
  return {
    ...made,
    read: () => new JobReader(parts).read(session),
    queued: () =>
      existsSync(places.flagFolder) ? readdirSync(places.flagFolder).filter((file) => file === basename(manifest)) : [],
    waiting: () => listOutbox(nodeFileSystem, places.outbox).map((entry) => entry.session),
    besideSession: join(session.directory, ".rigline", "outbox", basename(manifest)),
  };
}

function failing(operation: "link" | "makeFolder", place: string, code: string): FileSystem {
  return {
    ...nodeFileSystem,
    [operation]: (...paths: [string, string]) => {
      if (paths.some((path) => path.startsWith(place))) throw Object.assign(new Error(`${code}: injected`), { code });
      return nodeFileSystem[operation](...paths);
    },
  };
}

test.each(["ENOSPC", "EIO"])(
  "a flag folder that answers %s is no failure: the manifest waits beside its session",
  async (code) => {
    const { places, hand, drain, read, queued, waiting, besideSession, manifest } = outboxRig();
    const full = failing("link", places.flagFolder, code);
    const ended = await hand(full);
    expect(ended).toMatchObject({
      state: "outbox",
      manifest: besideSession,
      reason: `waiting for the flag folder ${places.flagFolder} (${code}: injected); the next run or resume publishes it, or the daemon`,
    });
    expect(existsSync(besideSession)).toBe(true);
    expect(await read()).toMatchObject({
      state: "outbox",
      detail: expect.stringContaining(places.flagFolder) as string,
    });
    await drain(full);
    expect([queued(), waiting().length]).toEqual([[], 1]);
    await drain();
    expect([queued(), waiting(), existsSync(besideSession)]).toEqual([[basename(manifest)], [], false]);
    expect(await read()).toMatchObject({ state: "pending" });
  },
);

test("whatever step the launcher dies at, what is durable beside the session is published by the next one, once", async () => {
  const outcomes = new Set<string>();
  for (let step = 0, isOver = false; !isOver; step += 1) {
    const { hand, drain, queued, waiting, besideSession, session, manifest } = outboxRig();
    const dying = createDyingFileSystem(step);
    await hand(dying).catch(() => undefined);
    const stood = existsSync(besideSession);
    const was = `${queued().length > 0 ? "published" : "not published"}, ${waiting().length > 0 ? "waits" : "does not wait"}`;
    outcomes.add(was);
    await drain();
    if (stood || was.startsWith("published")) expect(queued(), `step ${step}: ${was}`).toHaveLength(1);
    expect(waiting(), `step ${step}`).toEqual([]);
    // Done, and archived: never again.
    if (queued().length > 0) rmSync(manifest);
    await drain();
    expect(queued(), `step ${step}: again`).toEqual([]);
    isOver = !dying.isDead;
    if (isOver) expect(existsSync(join(session.directory, ".rigline", "hand-off.json"))).toBe(true);
  }
  expect([...outcomes].sort()).toEqual([
    "not published, does not wait",
    "not published, waits",
    "published, does not wait",
    "published, waits",
  ]);
});

test("whatever step who drains it dies at, the next one finds what is done", async () => {
  for (let step = 0, isOver = false; !isOver; step += 1) {
    const { places, hand, drain, queued, waiting, session } = outboxRig();
    await hand(failing("link", places.flagFolder, "EIO"));
    const dying = createDyingFileSystem(step);
    await drain(dying);
    await drain();
    expect([queued().length, waiting().length], `step ${step}`).toEqual([1, 0]);
    expect(existsSync(join(session.directory, ".rigline", "hand-off.json"))).toBe(true);
    isOver = !dying.isDead;
  }
});

describe("two at once", () => {
  test("publish once, also when a daemon archives it between the look of one and the deed of the other", async () => {
    const { places, hand, drain, queued, waiting, manifest } = outboxRig();
    await hand(failing("link", places.flagFolder, "EIO"));
    let published = 0;
    const archiving: FileSystem = {
      ...nodeFileSystem,
      link: (from, to) => {
        nodeFileSystem.link(from, to);
        if (to !== manifest) return;
        published += 1;
        renameSync(manifest, join(places.completeFolder, basename(manifest)));
      },
    };
    await Promise.all([drain(archiving), drain(archiving), drain(archiving)]);
    await drain(archiving);
    expect([published, queued(), waiting()]).toEqual([1, [], []]);
  });

  test("who comes while another publishes leaves it to him", async () => {
    const { places, hand, drain, queued, session } = outboxRig();
    await hand(failing("link", places.flagFolder, "EIO"));
    const name = `rigline-outbox:${process.platform === "win32" ? places.outbox.toLowerCase() : places.outbox}:${session.name}`;
    const lock = await acquireProcessLock(name, { pid: 1, what: "the publication", since: "" });
    await drain();
    expect(queued()).toEqual([]);
    await lock.release();
    await drain();
    expect(queued()).toHaveLength(1);
  });
});

test("a disk of the session that is full keeps nobody from publishing", async () => {
  const { session, hand, queued, waiting } = outboxRig();
  const full = failing("makeFolder", join(session.directory, ".rigline", "outbox"), "ENOSPC");
  expect(await hand(full)).toMatchObject({ state: "pending" });
  expect([queued().length, waiting().length]).toEqual([1, 0]);
});

test("a name that another session took meanwhile is left to it, and the resumed session gets one of its own", async () => {
  const { places, parts, hand, drain, queued, waiting, manifest } = outboxRig();
  await hand(failing("link", places.flagFolder, "EIO"));
  mkdirSync(dirname(manifest), { recursive: true });
  writeFileSync(manifest, "another session's\n");
  await drain();
  expect([waiting().length, parts.logged.join()]).toEqual([1, expect.stringContaining("rigline resume")]);
  expect(await hand()).toMatchObject({ manifest: manifest.replace(".yaml", "-2.yaml") });
  expect([queued().length, waiting()]).toEqual([1, []]);
});

test("an entry whose manifest never came to stand beside the session is taken away; one that can't be read is passed over", async () => {
  const { places, hand, drain, waiting, besideSession } = outboxRig();
  await hand(failing("link", places.flagFolder, "EIO"));
  rmSync(besideSession);
  writeFileSync(join(places.outbox, "broken.json"), "{");
  await drain();
  expect(waiting()).toEqual([]);
});

test("what waited and was published is published again when a person wants that after it was withdrawn", async () => {
  const { places, hand, drain, queued, manifest } = outboxRig();
  await hand();
  rmSync(manifest);
  expect(await hand(failing("link", places.flagFolder, "EIO"))).toMatchObject({ state: "outbox" });
  await drain();
  expect(queued()).toHaveLength(1);
});

test("whoever watches the flag folder is told where manifests for it wait; where that can't be, it is done without", async () => {
  const { places, hand } = outboxRig();
  await hand();
  expect(readOutboxes(nodeFileSystem, places.flagFolder)).toEqual([
    { outbox: places.outbox, flagFolder: places.flagFolder },
  ]);
  const other = outboxRig();
  const refusing = failing("makeFolder", join(other.places.flagFolder, ".rigline", "outboxes"), "EROFS");
  expect(await other.hand(refusing)).toMatchObject({ state: "pending" });
  expect(readOutboxes(nodeFileSystem, other.places.flagFolder)).toEqual([]);
});

test("a daemon is started for what was published from the outbox; one that runs is left to it", async () => {
  const { parts, places, hand, drain } = outboxRig();
  await hand(failing("link", places.flagFolder, "EIO"));
  mkdirSync(places.flagFolder, { recursive: true });
  const lock = await acquireProcessLock(watchdogLockName(places.flagFolder), { pid: 1, what: "a daemon", since: "" });
  onTestFinished(() => lock.release());
  await drain();
  expect(parts.logged.filter((line) => line.includes("could not"))).toEqual([]);
});

test("a job that a daemon has taken up since is not published again", async () => {
  const { places, hand, session, queued, manifest } = outboxRig();
  await hand(failing("link", places.flagFolder, "EIO"));
  const [entry] = listOutbox(nodeFileSystem, places.outbox);
  const { writeJob, accepted } = await import("../support/job-journal.js");
  writeJob(places, manifest, [accepted(manifest, entry?.digest)]);
  expect(
    publishEntry(nodeFileSystem, { outbox: places.outbox, session: session.name }, places, { settles: true }),
  ).toBe("published");
  expect(queued()).toEqual([]);
});

test("what a daemon has published, which writes into no session, is shown as such, and settled by the next launcher", async () => {
  const { places, hand, drain, session, queued, waiting, read } = outboxRig();
  await hand(failing("link", places.flagFolder, "EIO"));
  const of = { outbox: places.outbox, session: session.name };
  expect(publishEntry(nodeFileSystem, of, places, { settles: false })).toBe("published");
  expect([queued().length, waiting().length]).toEqual([1, 1]);
  expect(await read()).toMatchObject({ state: "pending" });
  await drain();
  expect([queued().length, waiting().length]).toEqual([1, 0]);
  expect(await read()).toMatchObject({ state: "pending" });
});

test("what waits for a queue that can't be read is told to wait", async () => {
  const { parts, places, session, hand } = outboxRig();
  await hand(failing("link", places.flagFolder, "EIO"));
  const stat: FileSystem["stat"] = (path) => {
    if (path.startsWith(places.flagFolder)) throw Object.assign(new Error("EIO: injected"), { code: "EIO" });
    return nodeFileSystem.stat(path);
  };
  const sick = { ...parts, fileSystem: { ...nodeFileSystem, stat } };
  expect(await new JobReader(sick).read(session)).toMatchObject({ state: "outbox" });
});
