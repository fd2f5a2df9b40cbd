import { existsSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { HandOffChange } from "@rigline/core";
import { createDyingFileSystem } from "@rigline/foundation/testing";
import { systemNetwork } from "@rigline/foundation/http";
import { acquireProcessLock } from "@rigline/foundation/lock";
import { nodeFileSystem } from "@rigline/foundation/platform";
import { listOutbox, parseManifest, watchdogLockName } from "@rigline/manifest";
import { expect, onTestFinished, test } from "vitest";
import { readDeclinedRecord } from "../../src/transfer/published-record.js";
import { ADA, failing, rig } from "../support/changer-rig.js";
import { accepted, planned, published, submitted, writeJob } from "../support/job-journal.js";

test.each([
  ["hold", "held"],
  ["cancel", "cancelled"],
  ["discard", "discarded"],
] as const)("before it is handed off, %s keeps it at the rig, until somebody takes it back", async (deed, as) => {
  const { hand, change, want, state, manifest } = rig();
  const changed = await change({ do: deed, reason: "a test" });
  expect(changed).toMatchObject({ state: as, detail: expect.stringContaining(`${as} by ${ADA}`) as string });
  expect(await hand()).toMatchObject({ state: "declined", reason: expect.stringContaining(as) as string });
  expect([await state(), existsSync(manifest)]).toEqual([as, false]);
  await want();
  expect(await hand()).toMatchObject({ state: "pending" });
});

test.each(["hold", "cancel", "discard"] as const)(
  "what waits in the outbox is not published after %s, and is when that is taken back",
  async (deed) => {
    const { hand, change, want, places } = rig();
    await hand(failing(places));
    await change({ do: deed });
    expect(listOutbox(nodeFileSystem, places.outbox)).toEqual([]);
    if (deed === "hold") expect(await change({ do: "release" })).toMatchObject({ resumes: true });
    else await want();
    expect(await hand()).toMatchObject({ state: "pending" });
  },
);

test("what stands in the queue is held, released and discarded by the daemon, which hears of it first of all", async () => {
  const { hand, change, state, asked, session } = rig();
  await hand();
  const detail = "no daemon watches; the next one hears it first of all";
  expect(await change({ do: "hold" })).toEqual({ state: "held", detail });
  expect([await state(), asked()]).toEqual(["held", ["hold"]]);
  expect(await change({ do: "release" })).toMatchObject({ state: "released" });
  expect(await state()).toBe("pending");
  await change({ do: "discard", reason: "a test" });
  expect([await state(), asked()]).toEqual(["discarded", ["hold", "release", "cancel"]]);
  expect(existsSync(session.directory)).toBe(true);
});

test("what was cancelled, and no daemon has heard that, is handed off after all when somebody wants it", async () => {
  const { hand, change, want, state, asked } = rig();
  await hand();
  await change({ do: "cancel" });
  await want();
  expect(asked()).toEqual([]);
  expect(await hand()).toMatchObject({ state: "pending" });
  expect(await state()).toBe("pending");
});

test("a cancelled job whose manifest the daemon has set aside is published again when somebody wants it", async () => {
  const { hand, want, state, manifest, session, places } = rig();
  await hand();
  const record = join(session.directory, ".rigline", "hand-off.json");
  const { digest } = JSON.parse(readFileSync(record, "utf8")) as { digest: string };
  const cancelled = { type: "cancelled", by: ADA, at: "2026-07-15T03:00:00Z", reason: "a test" };
  writeJob(places, manifest, [accepted(manifest, digest), cancelled]);
  rmSync(manifest);
  expect(await state()).toBe("cancelled");
  await want();
  expect(await hand()).toMatchObject({ state: "pending" });
  expect(existsSync(manifest)).toBe(true);
});

test("what has arrived is too late, whatever is asked, and it is said what can still be done", async () => {
  const { hand, change, manifest, places } = rig();
  await hand();
  const archived = { type: "archived", to: join(places.completeFolder, basename(manifest)) };
  writeJob(places, manifest, [accepted(manifest), planned, published, submitted, archived]);
  rmSync(manifest);
  const changes: readonly HandOffChange[] = [
    { do: "hold" },
    { do: "cancel" },
    { do: "discard" },
    { do: "reschedule", to: "now" },
    { do: "alter", project: "Other" },
  ];
  const todo = expect.stringContaining("transfer service") as string;
  for (const each of changes) await expect(change(each)).rejects.toMatchObject({ code: "HAND_OFF_TOO_LATE", todo });
});

const EXPECTED = {
  projectName: "Other project",
  transferServiceJobType: "other",
  transferServiceArgs: { upload_jobs: [{ project_name: "Other project", job_type: "other" }] },
};

test("another project and job type stand in the manifest and in its request; the daemon begins nothing meanwhile", async () => {
  const { hand, change, text, asked } = rig();
  await hand();
  const altered = await change({ do: "alter", project: "Other project", jobType: "other" });
  expect(altered).toEqual({ state: "altered", detail: "its manifest says now: project Other project, job type other" });
  expect(text()).toMatchObject(EXPECTED);
  expect(asked()).toEqual(["hold", "release"]);
});

test("a launcher that is killed while it alters leaves the job held and says why; altered again it goes on, unless a person held it", async () => {
  const { hand, change, reader, session, text, state } = rig();
  await hand();
  // What it changes first is the hold.
  await expect(change({ do: "alter", project: "Other project" }, createDyingFileSystem(3))).rejects.toThrow(/killed/);
  expect((await reader.read(session))?.detail).toContain(`held by ${ADA}`);
  expect((await reader.read(session))?.detail).toContain(": while its hand-off is changed");
  await change({ do: "alter", project: "Other project" });
  expect([await state(), text().projectName]).toEqual(["pending", "Other project"]);
  await change({ do: "hold" });
  await change({ do: "alter", project: "Another project" });
  expect([await state(), text().projectName]).toEqual(["held", "Another project"]);
});

test("what waits in the outbox gets another project, and another hour of the day, where it waits", async () => {
  const { hand, change, places, session, manifest } = rig();
  await hand(failing(places));
  await change({ do: "alter", project: "Other project", jobType: "other" });
  await change({ do: "reschedule", to: "22:30" });
  const beside = join(session.directory, ".rigline", "outbox", basename(manifest));
  expect(parseManifest(readFileSync(beside)).manifest).toMatchObject({ ...EXPECTED, scheduleTime: "22:30:00" });
  await change({ do: "reschedule", to: "now" });
  expect(parseManifest(readFileSync(beside)).manifest.scheduleTime).toBeNull();
  const refused = expect.objectContaining({ code: "HAND_OFF_TIME_INVALID" }) as Error;
  await expect(change({ do: "reschedule", to: "2126-07-14" })).rejects.toEqual(refused);
});

test("a copy that has begun is altered by nobody, and goes on", async () => {
  const { hand, change, manifest, places, asked } = rig();
  await hand();
  const before = readFileSync(manifest);
  writeJob(places, manifest, [accepted(manifest), planned]);
  await expect(change({ do: "alter", project: "Other" })).rejects.toMatchObject({
    code: "HAND_OFF_TOO_LATE",
    todo: expect.stringContaining("rigline handoff cancel") as string,
  });
  expect([readFileSync(manifest), asked()]).toEqual([before, ["hold", "release"]]);
});

test("another hour is asked of the daemon, and a time that is none or over is refused", async () => {
  const { hand, change, asked } = rig();
  await hand();
  expect(await change({ do: "reschedule", to: "2126-07-14T20:00" })).toMatchObject({ state: "rescheduled" });
  expect(asked()).toEqual(["reschedule"]);
  for (const to of ["soon", "2020-01-01"])
    await expect(change({ do: "reschedule", to })).rejects.toMatchObject({ code: "HAND_OFF_TIME_INVALID" });
});

test("what has no manifest yet is handed off as it was altered, and what is not held not released", async () => {
  const { hand, change, text } = rig();
  expect(await change({ do: "alter", project: "Other project", jobType: "other" })).toEqual({
    state: "altered",
    detail: "its manifest will say: project Other project, job type other",
  });
  await expect(change({ do: "release" })).rejects.toMatchObject({ code: "HAND_OFF_TOO_LATE" });
  await hand();
  expect(text()).toMatchObject(EXPECTED);
});

test("a hand-off that was altered and cancelled comes back as it was altered, with the day that was asked", async () => {
  const { hand, change, want, text, asked, session, manifest } = rig();
  await hand();
  await change({ do: "alter", project: "Other project" });
  await change({ do: "reschedule", to: "2126-07-14T20:00" });
  await change({ do: "alter", jobType: "other" });
  await change({ do: "cancel" });
  await want();
  rmSync(manifest);
  await hand();
  expect(text()).toMatchObject({ ...EXPECTED, scheduleTime: "20:00:00" });
  expect(asked().at(-1)).toBe("reschedule");
  writeFileSync(join(session.directory, ".rigline", "alteration.json"), "{");
  rmSync(manifest);
  await expect(hand()).rejects.toMatchObject({ code: "ALTERATION_UNREADABLE" });
});

test("an empty project or job type, and a project that nobody knows, are refused", async () => {
  const network = { ...systemNetwork, getJson: () => Promise.resolve(["Other project"]) };
  const { hand, change, text } = rig({ options: { project_names_url: "http://names/" }, network });
  await hand();
  const invalid = expect.objectContaining({ code: "ALTERATION_INVALID" }) as Error;
  for (const altered of [{ project: " " }, { jobType: "" }, { project: "Othr project" }])
    await expect(change({ do: "alter", ...altered })).rejects.toEqual(invalid);
  await change({ do: "alter", project: "Other project" });
  expect(text().projectName).toBe("Other project");
});

test("said again without a reason, the reason that was given stands", async () => {
  const { change, state, parts, session } = rig();
  await change({ do: "cancel", reason: "the wrong rig" });
  await change({ do: "cancel" });
  expect(readDeclinedRecord(parts.fileSystem, session)?.declined).toContain("the wrong rig");
  expect(await state()).toBe("cancelled");
});

test("a daemon that watches and does not hear in time is said to have been asked", async () => {
  const { hand, change, places, parts } = rig();
  await hand();
  const lock = await acquireProcessLock(watchdogLockName(places.flagFolder), { pid: 1, what: "a daemon", since: "" });
  onTestFinished(() => lock.release());
  const settled = new AbortController();
  const answer = change({ do: "hold" }).finally(() => settled.abort());
  while (!settled.signal.aborted) await parts.clock.advance(1000);
  expect(await answer).toEqual({ state: "held", detail: "asked; the daemon does it as soon as it can" });
});

test("of another service only what certainly waits for its hour is taken back or altered", async () => {
  const { hand, change, manifest, parts, text } = rig({
    options: { service: "external", schedule_time: "20:00" },
    environment: { WATCHDOG_EXE: "/nowhere/wd" },
    processes: { run: () => Promise.reject(new Error("no list of processes here")) },
  });
  await hand().catch(() => undefined);
  const came = parts.clock.now();
  const before = new Date(came.getTime() - 48 * 3_600_000);
  utimesSync(manifest, before, before);
  const todo = expect.stringContaining("End the service") as string;
  for (const each of [{ do: "cancel" }, { do: "alter", project: "Other" }] as const)
    await expect(change(each)).rejects.toMatchObject({ code: "HAND_OFF_TOO_LATE", todo });
  utimesSync(manifest, came, came);
  await change({ do: "alter", project: "Other project" });
  expect(text().projectName).toBe("Other project");
  utimesSync(manifest, came, came);
  expect(await change({ do: "hold" })).toMatchObject({ state: "held" });
  expect(existsSync(manifest)).toBe(false);
});
