import { readFileSync } from "node:fs";
import { nodeFileSystem } from "@rigline/foundation/platform";
import { jobJournalPath, readChannelStates, roomJournalPath, type JobRecord } from "@rigline/manifest";
import { holdJournalPath } from "@rigline/manifest/holds";
import { expect, test } from "vitest";
import {
  accepted,
  createService,
  HOUR,
  MINUTE,
  parked,
  REDRIVEN,
  startNotifier,
  PUBLISHED,
  SUBMITTED,
  WEBHOOK,
} from "./start-notifier.js";
import { createRig } from "../support/rig.js";

test("one message of a job and its trouble, another of another trouble, and one when it is safe after all", async () => {
  const { http, posts } = createService();
  const { write, pass, end, rig } = await startNotifier({ http });
  await write("a", accepted("a"), parked());
  expect(posts.map(({ about, title }) => [about, title])).toEqual([["needs_you", "rig-7: a needs you"]]);
  // Seen again, redriven, parked again for the same reason: they know.
  await write("a", REDRIVEN);
  await write("a", parked());
  await pass(HOUR);
  expect(posts).toHaveLength(1);
  await write("a", REDRIVEN, parked("SUBMIT_REFUSED"));
  await pass(HOUR);
  await write("a", REDRIVEN, PUBLISHED, SUBMITTED);
  await pass(HOUR);
  expect(posts.map(({ title }) => title).slice(1)).toEqual(["rig-7: a needs you", "rig-7: a is safe after all"]);
  await end("idle");
  expect(posts).toHaveLength(3);
  const journal = readFileSync(jobJournalPath(rig.flag, "a.yml"), "utf8");
  expect(journal.match(/"type":"tell"/g)).toHaveLength(3);
  expect(journal.match(/"type":"told"/g)).toHaveLength(3);
  expect(journal).not.toContain("hook.test");
});

test("an upload that has failed at the transfer service needs somebody, and is safe once it is processed after all", async () => {
  const { http, posts } = createService();
  const { write, pass, end } = await startNotifier({ http });
  await write("a", accepted("a"), PUBLISHED, SUBMITTED, { type: "upload", state: "running" });
  expect(posts).toEqual([]);
  await write("a", { type: "upload", state: "failed", job: "manual__1", reason: "no bucket" });
  expect(posts.map(({ about, title }) => [about, title])).toEqual([["needs_you", "rig-7: a needs you"]]);
  await write("a", { type: "upload", state: "success" });
  await pass(HOUR);
  expect(posts.map(({ title }) => title).slice(1)).toEqual(["rig-7: a is safe after all"]);
  await end("idle");
});

test("that a rule has deleted a session at the rig is told once, where it is asked for or nothing else is said", async () => {
  const { http, posts } = createService();
  const { write, pass, end } = await startNotifier({ http });
  const deleted = { type: "sourceDeleted", files: 2 } as const;
  await write("asked", accepted("asked"), PUBLISHED, SUBMITTED, deleted);
  await write("a", accepted("a"), PUBLISHED, SUBMITTED);
  await pass(HOUR);
  expect(posts).toEqual([]);
  await write("a", { ...deleted, by: "retention@rig-7" });
  await pass(HOUR);
  expect(posts).toMatchObject([{ about: "deleted", title: "rig-7: a was deleted at the rig" }]);
  expect(posts[0]?.text).toContain("2 files deleted at the rig by its rules");
  await write("a", { type: "upload", state: "failed", reason: "no bucket" }, { type: "upload", state: "success" });
  await pass(HOUR);
  await end("idle");
  expect(posts).toHaveLength(1);
});

test("that its owner holds a destination up is told once, without being reminded, and that it is over", async () => {
  const { http, posts } = createService();
  const { rig, writeTo, pass, end } = await startNotifier({ http });
  const file = "/central/.rigline-hold";
  const journal = holdJournalPath(rig.flag, file);
  const hold = (mode: "pause" | "drain" | "none"): JobRecord => ({ type: "destinationHold", file, mode, who: "ada" });
  await writeTo(journal, hold("pause"));
  await writeTo(journal, hold("drain"));
  await pass(30 * HOUR);
  expect(posts).toMatchObject([
    {
      about: "needs_you",
      title: "rig-7: the destination /central needs you",
      text: expect.stringMatching(/^DESTINATION_HELD: paused by the destination's owner: says ada \(\/central/),
    },
  ]);
  await writeTo(journal, hold("none"));
  await pass(MINUTE);
  expect(posts.map(({ about }) => about)).toEqual(["needs_you", "recovered"]);
  await end("idle");
});

test("that the room at a destination ends in some days is told once, by a next daemon too, and that there is room again", async () => {
  const { http, posts } = createService();
  const first = await startNotifier({ http });
  const journal = roomJournalPath(first.rig.flag, "/central");
  const room = (free: number): JobRecord => ({
    type: "room",
    root: "/central",
    jobs: 1,
    bytes: 10e9,
    free,
    waiting: 0,
  });
  await first.writeTo(journal, room(1e12));
  expect(posts).toEqual([]);
  await first.writeTo(journal, room(30e9));
  expect(posts).toMatchObject([
    {
      about: "needs_you",
      title: "rig-7: the room at /central needs you",
      text: expect.stringMatching(/^ROOM_SHORT: at /),
    },
  ]);
  await first.writeTo(journal, room(20e9));
  await first.pass(HOUR);
  await first.end("idle");
  const { rig } = first;
  const next = await startNotifier({ http, rig, now: "2026-07-14T18:00:00Z" });
  await next.pass(HOUR);
  expect(posts).toHaveLength(1);
  await next.writeTo(journal, ...Array.from({ length: 3 }, () => room(5e12)));
  await next.pass(HOUR);
  expect(posts.map(({ title }) => title).slice(1)).toEqual(["rig-7: the room at /central is safe after all"]);
  await next.end("idle");
});

test("what comes soon after a message goes with others into one; what still needs somebody is told again after a day", async () => {
  const { http, posts } = createService();
  const { write, pass, end } = await startNotifier({ http });
  for (const name of ["a", "b", "c"]) await write(name, accepted(name), parked());
  expect(posts.map(({ title }) => title)).toEqual(["rig-7: a needs you"]);
  await pass(11 * MINUTE);
  expect(posts.map(({ title }) => title).slice(1)).toEqual(["rig-7: 2 sessions need you"]);
  await write("b", REDRIVEN);
  await pass(23 * HOUR);
  expect(posts).toHaveLength(2);
  await pass(2 * HOUR);
  expect(posts.map(({ title }) => title).slice(2)).toEqual(["rig-7: 2 sessions need you"]);
  await end("idle");
});

test("a message whose sending a daemon did not outlive is sent by the next one under the same id", async () => {
  const hanging = createService(
    (_post, signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener("abort", () => reject(new Error("gone")));
      }),
  );
  const first = await startNotifier({ http: hanging.http });
  await first.write("a", accepted("a"), parked());
  expect(hanging.posts).toHaveLength(1);
  await first.end("signal");
  const { http, posts } = createService();
  const second = await startNotifier({ rig: first.rig, http });
  await second.end("idle");
  expect(posts.map(({ id }) => id)).toEqual([hanging.posts[0]!.id]);
  const third = await startNotifier({ rig: first.rig, http });
  await third.end("idle");
  expect(posts).toHaveLength(1);
});

test("a channel that fails is tried again ever more seldom, holds up no other, and is told once", async () => {
  let isUp = false;
  const { http, posts } = createService(({ url }) => Promise.resolve(url.includes("BAD") && !isUp ? 503 : 200));
  const channels = [WEBHOOK, { channel: "webhook", name: "broken", url: { env: "BAD" } }];
  const { write, pass, end, events, rig } = await startNotifier({ http, channels });
  const tries = (): number => posts.filter(({ url }) => url.includes("BAD")).length;
  await write("a", accepted("a"), parked());
  expect(posts.map(({ url }) => new URL(url).hostname).toSorted()).toEqual(["bad.test", "hook.test"]);
  await pass(3 * HOUR);
  expect(tries()).toBeGreaterThan(4);
  expect(tries()).toBeLessThan(15);
  expect(readChannelStates(nodeFileSystem, rig.flag)["broken"]).toMatchObject({
    sentAt: null,
    failing: { reason: "bad.test answered 503" },
  });
  const told = events.filter(({ event }) => event === "notTold" || event === "told");
  expect(told.map((event) => JSON.stringify(event)).toSorted()).toEqual([
    expect.stringContaining('"notTold","channel":"broken","reason":"bad.test answered 503"'),
    '{"event":"told","channel":"webhook"}',
  ]);
  isUp = true;
  await pass(HOUR);
  expect(readChannelStates(nodeFileSystem, rig.flag)["broken"]?.failing).toBeNull();
  expect(new Set(posts.filter(({ url }) => url.includes("BAD")).map(({ id }) => id)).size).toBe(1);
  await end("idle");
});

test("a message that no channel takes for a day is given up", async () => {
  const { http, posts } = createService(() => Promise.resolve(404));
  const { write, pass, end, rig } = await startNotifier({ http });
  await write("a", accepted("a"), PUBLISHED, SUBMITTED, parked());
  await write("a", REDRIVEN);
  // That it is safe after all is given up too.
  await pass(52 * HOUR);
  const tries = posts.length;
  await pass(5 * HOUR);
  expect(posts).toHaveLength(tries);
  expect(readFileSync(jobJournalPath(rig.flag, "a.yml"), "utf8")).toContain('"failed":"hook.test answered 404"');
  await end("idle");
});

test("a daemon that ends waits ten seconds at most for a channel that hangs", async () => {
  const { http, posts } = createService(
    (_post, signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener("abort", () => reject(new Error("gone")));
      }),
  );
  const { write, end } = await startNotifier({ http });
  await write("a", accepted("a"), parked());
  await end("idle");
  expect(posts).toHaveLength(1);
});

test("a session that is not safe by the hour is late; one that is told parked, or is safe, is not", async () => {
  const { http, posts } = createService();
  const { write, pass, end } = await startNotifier({ http, safeBy: "08:00", now: "2026-07-14T16:00:00Z" });
  await write("a", accepted("a"));
  await write("b", accepted("b"), PUBLISHED, SUBMITTED);
  await write("evening", accepted("evening"), { type: "scheduled", until: "2026-07-15T09:00:00Z" });
  await pass(15 * HOUR);
  expect(posts).toEqual([]);
  await pass(2 * HOUR);
  expect(posts.map(({ about, title }) => [about, title])).toEqual([["late", "rig-7: a is late"]]);
  await write("a", PUBLISHED, SUBMITTED);
  await pass(20 * MINUTE);
  expect(posts.at(-1)).toMatchObject({ about: "recovered" });
  await pass(23 * HOUR);
  expect(posts.at(-1)).toMatchObject({ about: "late", title: "rig-7: evening is late" });
  await end("idle");
});

test("only what a channel asks for comes by it; what was safe before it was there is no news", async () => {
  const { http, posts } = createService();
  const rig = createRig();
  const before = await startNotifier({ rig, http, channels: [{ ...WEBHOOK, when: ["late"] }] });
  await before.write("old", accepted("old"), PUBLISHED, SUBMITTED);
  await before.write("stuck", accepted("stuck"), parked());
  await before.end("idle");
  expect(posts).toEqual([]);
  const channels = [{ ...WEBHOOK, name: "quiet", when: ["safe"] }];
  const { write, pass, end } = await startNotifier({ rig, http, channels, now: "2026-07-14T18:00:00Z" });
  await write("new", accepted("new"), PUBLISHED, SUBMITTED);
  await pass(HOUR);
  expect(posts.map(({ title }) => title)).toEqual(["rig-7: new is safe"]);
  await end("idle");
});
