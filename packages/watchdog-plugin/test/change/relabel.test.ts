import { existsSync, readFileSync, utimesSync } from "node:fs";
import { basename, join } from "node:path";
import type { FileSystem, Session } from "@rigline/core";
import { acquireProcessLock } from "@rigline/foundation/lock";
import { nodeFileSystem } from "@rigline/foundation/platform";
import { createDyingFileSystem } from "@rigline/foundation/testing";
import { cancelledFolder, listOutbox, parseManifest, watchdogLockName } from "@rigline/manifest";
import { expect, onTestFinished, test } from "vitest";
import { planRelabel } from "../../../core/src/session/relabel-session.js";
import { ADA, failing, rig } from "../support/changer-rig.js";
import { accepted, planned, published, submitted, writeJob } from "../support/job-journal.js";

const SUBJECT = "614174";
type Rig = ReturnType<typeof rig>;

function relabel({ change }: Rig, fileSystem?: FileSystem, named?: Session) {
  return change({ do: "relabel", subject: SUBJECT }, fileSystem, named);
}

/** As the command does it: the session's own records, and with `resumes` the hand-off. */
async function handOffRelabelled(one: Rig): Promise<Session> {
  const { resumes } = await relabel(one);
  const named = planRelabel(nodeFileSystem, one.session, SUBJECT);
  if (resumes === true) await one.want(named);
  await one.hand(undefined, named);
  return named;
}

function newManifest({ places }: Rig): string {
  return join(places.flagFolder, `manifest_${SUBJECT}_2026-07-14T090500-0700.yaml`);
}

function expectRelabelled(one: Rig): void {
  const { manifest } = parseManifest(readFileSync(newManifest(one)));
  expect(manifest).toMatchObject({ name: `${SUBJECT}_2026-07-14T090500-0700`, subjectId: SUBJECT });
  expect(manifest.destination).toMatch(new RegExp(`/central/${SUBJECT}$`));
  expect(JSON.stringify(manifest.transferServiceArgs)).toContain(`"subject_id":"${SUBJECT}"`);
  expect(manifest.modalities["behavior"]).toEqual([expect.stringMatching(/614173_2026-07-14T090500-0700\/behavior$/)]);
}

test("what is not handed off yet goes under the other animal's name, from the folder that it has", async () => {
  const one = rig();
  expect(await relabel(one)).toEqual({
    state: "relabelled",
    detail: `of subject ${SUBJECT}, by ${ADA}; it is handed off under that name`,
  });
  await handOffRelabelled(one);
  expectRelabelled(one);
});

test("what waits in the outbox is taken out of it, and handed off anew", async () => {
  const one = rig();
  await one.hand(failing(one.places));
  const named = await handOffRelabelled(one);
  expectRelabelled(one);
  expect([listOutbox(nodeFileSystem, one.places.outbox), await one.state(named)]).toEqual([[], "pending"]);
});

test("what was altered about it goes with it under the other name", async () => {
  const one = rig();
  await one.hand();
  await one.change({ do: "alter", project: "Other project" });
  await one.change({ do: "reschedule", to: "now" });
  await handOffRelabelled(one);
  const { manifest } = parseManifest(readFileSync(newManifest(one)));
  expect(manifest).toMatchObject({ projectName: "Other project", scheduleTime: null });
});

test("what the daemon has in its queue is cancelled there before its copy begins, and handed off anew", async () => {
  const one = rig();
  await one.hand();
  const named = await handOffRelabelled(one);
  expectRelabelled(one);
  expect([one.asked(), await one.state(named)]).toEqual([["hold", "cancel"], "pending"]);
});

test.each(["hold", "cancel", "discard"] as const)("after %s it stays so under the other name", async (deed) => {
  for (const isQueued of [false, true]) {
    const one = rig();
    if (isQueued) await one.hand();
    await one.change({ do: deed, reason: "a test" });
    const changed = await relabel(one);
    expect([changed.resumes, changed.detail]).toEqual([undefined, expect.stringContaining("still ")]);
    const named = await handOffRelabelled(one);
    expect(existsSync(newManifest(one))).toBe(false);
    await one.want(named);
    await one.hand(undefined, named);
    expectRelabelled(one);
  }
});

test("a copy that has begun or arrived is relabelled by nobody, and it is said what can still be done", async () => {
  const one = rig();
  await one.hand();
  const before = readFileSync(one.manifest);
  writeJob(one.places, one.manifest, [accepted(one.manifest), planned]);
  const todo = (text: string) => expect.stringContaining(text) as string;
  await expect(relabel(one)).rejects.toMatchObject({ code: "HAND_OFF_TOO_LATE", todo: todo("rigline handoff cancel") });
  expect([readFileSync(one.manifest), one.asked()]).toEqual([before, ["hold", "release"]]);
  const archived = { type: "archived", to: join(one.places.completeFolder, basename(one.manifest)) };
  writeJob(one.places, one.manifest, [accepted(one.manifest), planned, published, submitted, archived]);
  nodeFileSystem.remove(one.manifest);
  await expect(relabel(one)).rejects.toMatchObject({ code: "HAND_OFF_TOO_LATE", todo: todo("transfer service") });
});

test("while a daemon has not heard that the job is cancelled, nothing is relabelled", async () => {
  const one = rig();
  await one.hand();
  await one.change({ do: "hold" });
  const lock = await acquireProcessLock(watchdogLockName(one.places.flagFolder), { pid: 1, what: "it", since: "" });
  onTestFinished(() => lock.release());
  const message = expect.stringContaining("has not come to it yet") as string;
  // The second time it is asked already.
  for (const asked of [
    ["hold", "cancel"],
    ["hold", "cancel"],
  ]) {
    const settled = new AbortController();
    const answer = relabel(one)
      .catch((error: unknown) => error)
      .finally(() => settled.abort());
    while (!settled.signal.aborted) await one.parts.clock.advance(1000);
    expect(await answer).toMatchObject({ code: "HAND_OFF_TOO_LATE", message });
    expect(one.asked()).toEqual(asked);
  }
});

test("of another service only what certainly waits for its hour is taken back", async () => {
  const one = rig({
    options: { service: "external", schedule_time: "20:00" },
    environment: { WATCHDOG_EXE: "/nowhere/wd" },
    processes: { run: () => Promise.reject(new Error("no list of processes here")) },
  });
  await one.hand().catch(() => undefined);
  const came = one.parts.clock.now();
  const before = new Date(came.getTime() - 48 * 3_600_000);
  utimesSync(one.manifest, before, before);
  await expect(relabel(one)).rejects.toMatchObject({ code: "HAND_OFF_TOO_LATE" });
  expect(existsSync(one.manifest)).toBe(true);
  utimesSync(one.manifest, came, came);
  await handOffRelabelled(one).catch(() => undefined);
  expect(existsSync(one.manifest)).toBe(false);
  expectRelabelled(one);
});

test.each([
  ["the outbox", true],
  ["the queue", false],
] as const)(
  "a launcher that is killed at any moment of taking it back from %s leaves it listed, and asked again it comes to its end",
  async (_place, waits) => {
    let deaths = 0;
    for (let changes = 0; ; changes += 1) {
      const one = rig();
      await one.hand(waits ? failing(one.places) : undefined);
      const dying = createDyingFileSystem(changes);
      await relabel(one, dying).catch(() => undefined);
      expect(["outbox", "pending", "held", "cancelled"]).toContain(await one.state());
      await handOffRelabelled(one);
      expectRelabelled(one);
      expect(listOutbox(nodeFileSystem, one.places.outbox)).toEqual([]);
      if (!waits) expect(one.asked().at(-1)).toBe("cancel");
      if (!dying.isDead) break;
      deaths += 1;
    }
    expect(deaths).toBeGreaterThan(3);
  },
);

test("one that was published by another launcher meanwhile, behind one that was killed, is taken back from there", async () => {
  for (let changes = 0; ; changes += 1) {
    const one = rig();
    await one.hand(failing(one.places));
    const dying = createDyingFileSystem(changes);
    await relabel(one, dying).catch(() => undefined);
    if (!dying.isDead) break;
    await one.drain();
    await handOffRelabelled(one);
    expectRelabelled(one);
    expect(existsSync(one.manifest) ? one.asked().at(-1) : "cancel").toBe("cancel");
  }
});

test("asked again behind its own records, one that was to be handed off is, and any other is as it was", async () => {
  const one = rig();
  const named = planRelabel(nodeFileSystem, one.session, SUBJECT);
  expect((await relabel(one, undefined, named)).detail).toContain("as it was already");
  await one.hand();
  expect(await relabel(one)).toMatchObject({ resumes: true });
  expect(await relabel(one, undefined, named)).toMatchObject({ resumes: true });
  expect(existsSync(cancelledFolder(one.places.flagFolder))).toBe(false);
});
