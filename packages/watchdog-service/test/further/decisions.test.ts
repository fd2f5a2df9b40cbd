import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { nextOccurrence } from "@rigline/foundation/time";
import { expect, test } from "vitest";
import { runDaemon } from "../../src/daemon/run-daemon.js";
import { askOfSession } from "../../src/jobs/ask-of-job.js";
import { manifestText, partsFor, PUBLISHED } from "../support/rig.js";
import { readTree } from "../support/temporary-folder.js";
import { queued, SECOND, twoDestinations } from "../support/two-destinations.js";

const DAY = 24 * 3_600_000;
const inDays = (days: number): string => new Date(Date.now() + days * DAY).toISOString();

test("a session that is held has its copies held, released and cancelled with it", async () => {
  const rig = twoDestinations();
  rig.give({ schedule: "00:00" });
  rig.ask("manifest_session.yml", { do: "reschedule", until: inDays(3) });
  await rig.run();
  const steps = () => [rig.job()?.step, rig.job(SECOND)?.step];
  expect(steps()).toEqual(["scheduled", "scheduled"]);
  rig.ask("session", { do: "hold" });
  await rig.run();
  expect(steps()).toEqual(["held", "held"]);
  rig.ask("session", { do: "release" });
  await rig.run();
  expect(steps()).toEqual(["scheduled", "scheduled"]);
  rig.ask("session", { do: "cancel", reason: "a test" });
  await rig.run();
  expect(steps()).toEqual(["cancelled", "cancelled"]);
  expect(rig.job(SECOND)?.cancelled).toMatchObject({ by: "jane@rig" });
  expect([queued(rig), existsSync(rig.destination), existsSync(rig.second)]).toEqual([[], false, false]);
});

test("an hour that was chosen before anybody had read the manifest is that of its copies; so is one that is chosen later", async () => {
  const rig = twoDestinations();
  rig.give();
  const until = inDays(3);
  rig.ask("manifest_session.yml", { do: "reschedule", until });
  await rig.run();
  await rig.run();
  expect([rig.job()?.scheduledUntil, rig.job(SECOND)?.scheduledUntil]).toEqual([until, until]);
  rig.ask("session", { do: "redrive", now: true });
  await rig.run();
  expect([rig.job()?.step, rig.job(SECOND)?.step]).toEqual(["complete", "complete"]);
});

test("the manifest's own hour is that of its copies; one that is over already is not the next day's for them", async () => {
  const rig = twoDestinations();
  const hour = new Date(Date.now() + 2 * 3_600_000);
  const schedule = `${String(hour.getUTCHours()).padStart(2, "0")}:00:00Z`;
  rig.give({ schedule });
  await rig.run();
  const wanted = nextOccurrence({ hours: hour.getUTCHours(), minutes: 0, seconds: 0, offset: 0 }, new Date(), "UTC");
  expect(rig.job()?.scheduledUntil).toBe(wanted.toISOString());
  expect(rig.job(SECOND)?.scheduledUntil).toBe(wanted.toISOString());
});

test("a session that is redriven while it waits for its copies has those redriven that can be", async () => {
  const rig = twoDestinations();
  rig.give();
  rig.takeAway();
  await rig.run();
  const parts = partsFor(rig);
  const asked = askOfSession(parts, "session", { do: "redrive", now: false }, "jane@rig");
  expect(asked.map(({ job }) => job.name)).toEqual([SECOND]);
  expect(() => askOfSession(parts, "session", { do: "release" }, "jane@rig")).toThrow("not held");
  rig.bringBack();
  await rig.run();
  expect(() => askOfSession(parts, "session", { do: "redrive", now: false }, "jane@rig")).toThrow("not parked");
});

test("nothing is derived from a manifest that is held when it comes, before it is released", async () => {
  const rig = twoDestinations();
  rig.give();
  rig.ask("manifest_session.yml", { do: "hold" });
  await rig.run();
  expect(queued(rig)).toEqual(["manifest_session.yml"]);
  rig.ask("session", { do: "release" });
  await rig.run();
  expect([rig.job()?.step, rig.job(SECOND)?.step]).toEqual(["complete", "complete"]);
});

test("a manifest that is corrected while it is held has what was derived before held until it is released, and then replaced", async () => {
  const rig = twoDestinations();
  const manifest = rig.give({ schedule: "00:00" });
  rig.ask("manifest_session.yml", { do: "reschedule", until: inDays(3) });
  await rig.run();
  rig.ask("session", { do: "hold" });
  await rig.run();
  const notes = { rigline_also_to: [{ destination: rig.second }] };
  writeFileSync(manifest, manifestText(rig, { name: "session", schemas: [], notes }));
  await rig.run();
  expect([rig.job()?.step, rig.job(SECOND)?.step]).toEqual(["held", "held"]);
  rig.ask("session", { do: "release" });
  await rig.run();
  await rig.run();
  expect([rig.job()?.step, rig.job(SECOND)?.step]).toEqual(["complete", "complete"]);
  expect(Object.keys(readTree(join(rig.second, "session")))).not.toContain("session.json");
});

test("what became of a copy before its manifest is back says nothing of the one that is to come", async () => {
  const rig = twoDestinations();
  const text = readFileSync(rig.give({ deleteSource: true }));
  rig.takeAway();
  await rig.run();
  rig.ask(SECOND, { do: "cancel" });
  await rig.run();
  expect([rig.job()?.step, rig.job(SECOND)?.step]).toEqual(["complete", "cancelled"]);
  // The very same, to have it done after all: the daemon derives it, and ends before it has taken it.
  writeFileSync(join(rig.flag, "manifest_session.yml"), text);
  const ends = new AbortController();
  const report = ({ event }: { readonly event: string }): void => {
    if (event === "accepted") ends.abort();
  };
  await runDaemon(partsFor(rig, { http: rig.service, report }), { once: true, idleMs: undefined, signal: ends.signal });
  expect(rig.job()?.alsoTo).toMatchObject([{ isThere: false, detail: "waiting for the daemon" }]);
  rig.bringBack();
  await rig.run();
  expect([rig.job()?.step, rig.job(SECOND)?.step]).toEqual(["complete", "complete"]);
  expect(existsSync(join(rig.data, "behavior", "events.csv"))).toBe(false);
});

test("a manifest that is deleted takes its copies along, and put back brings them back", async () => {
  const rig = twoDestinations();
  const manifest = rig.give({ destination: join(rig.root, "away", "first") });
  rig.takeAway();
  await rig.run();
  rmSync(manifest);
  await rig.run();
  await rig.run();
  expect([rig.job()?.step, rig.job(SECOND)?.step]).toEqual(["cancelled", "cancelled"]);
  expect(queued(rig)).toEqual([]);
  rig.bringBack();
  rig.give();
  await rig.run();
  expect([rig.job()?.step, rig.job(SECOND)?.step]).toEqual(["complete", "complete"]);
  expect(readTree(join(rig.second, "session"))).toEqual(PUBLISHED);
});

test("a corrected manifest replaces what was derived from the one before, and cancels what it does not name any more", async () => {
  const rig = twoDestinations();
  const third = join(rig.root, "third");
  const away = { destination: join(rig.root, "away", "first") };
  const manifest = rig.give({
    ...away,
    notes: { rigline_also_to: [rig.second, join(rig.root, "gone", "third")].map((destination) => ({ destination })) },
  });
  rig.takeAway();
  await rig.run();
  expect(queued(rig)).toHaveLength(3);
  writeFileSync(
    manifest,
    manifestText(rig, { name: "session", schemas: [], notes: { rigline_also_to: [{ destination: third }] } }),
  );
  await rig.run();
  await rig.run();
  expect(queued(rig)).toEqual([]);
  expect(rig.job("session.also-3")).toMatchObject({
    step: "cancelled",
    cancelled: { reason: expect.stringContaining("does not name its destination any more") as string },
  });
  expect(Object.keys(readTree(join(third, "session")))).not.toContain("session.json");
  expect(rig.job()).toMatchObject({
    step: "complete",
    alsoTo: [{ destination: join(third, "session"), isThere: true }],
  });
});

test("a copy whose manifest was taken away before anybody had read it holds up no end, and keeps the source", async () => {
  const rig = twoDestinations();
  rig.give({ deleteSource: true });
  const { end } = await rig.run({
    report: ({ event }) => {
      if (event === "planned") rmSync(join(rig.flag, "manifest_session.also-2.yml"), { force: true });
    },
  });
  expect(end.troubled).toBe(0);
  expect(readdirSync(rig.complete)).toEqual(["manifest_session.yml"]);
  expect(rig.job()).toMatchObject({ step: "complete", alsoTo: [{ isThere: false }] });
  expect(readTree(join(rig.data, "behavior"))).not.toEqual({});
});

test("where any one of two further copies is enough, the session ends with the first that is there, and the other is given up", async () => {
  const rig = twoDestinations();
  const away = join(rig.root, "nowhere", "third");
  const anyOf = [rig.second, away].map((destination) => ({ destination, needed: 1 }));
  rig.give({ deleteSource: true, notes: { rigline_also_to: anyOf } });
  rig.takeAway();
  const { events } = await rig.run();
  expect([rig.job()?.step, existsSync(join(rig.data, "behavior"))]).toEqual(["submitted", true]);
  const message = expect.stringContaining("before its copy is at as many as are needed of ") as string;
  expect(events).toContainEqual(expect.objectContaining({ event: "notice", message }));
  rig.bringBack();
  await rig.run();
  await rig.run();
  expect([rig.job()?.step, rig.job(SECOND)?.step]).toEqual(["complete", "complete"]);
  expect(rig.job("session.also-3")?.step).toBe("cancelled");
  expect(existsSync(join(rig.data, "behavior"))).toBe(false);
});
