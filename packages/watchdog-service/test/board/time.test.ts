import { mkdirSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { nodeDisk } from "@rigline/foundation/disk";
import { describe, expect, test } from "vitest";
import { readJournal } from "@rigline/foundation/journal";
import { createFakeClock } from "@rigline/foundation/testing";
import { foldJobState, jobJournalPath, toJobRecords } from "@rigline/manifest";
import { listJobs } from "../../src/jobs/list-jobs.js";
import { nodeFileSystem, type FileSystem } from "@rigline/foundation/platform";
import { createRig, manifestText, partsFor, PUBLISHED, runOnce, settingsFor, type Rig } from "../support/rig.js";
import { runDaemonByHand } from "../support/running-daemon.js";
import { readTree } from "../support/temporary-folder.js";

const HOUR = 3_600_000;
const unhurried = (rig: Rig) => settingsFor(rig, { rescanMs: 10 * 60_000 });

/** The time on the wall in UTC, so many hours from now. */
function hoursFromNow(hours: number): string {
  return new Date(Date.now() + hours * HOUR).toISOString().slice(11, 19);
}

describe("a scheduled manifest", () => {
  test("waits for its time by the clock on the wall, and runs once", async () => {
    const rig = createRig();
    rig.hand("session", { schedule: hoursFromNow(5) });
    const daemon = runDaemonByHand(rig, { settings: unhurried(rig) }, { zone: "UTC" });
    await daemon.pass(4.9 * HOUR);
    expect([daemon.count("scheduled"), daemon.count("planned")]).toEqual([1, 0]);
    await daemon.pass(0.2 * HOUR);
    expect(daemon.count("archived")).toBe(1);
    await daemon.pass(48 * HOUR);
    expect(daemon.count("planned")).toBe(1);
  });

  test("whose time came while no daemon ran is run at the start, however late", async () => {
    const rig = createRig();
    rig.hand("session", { schedule: hoursFromNow(1) });
    const clock = createFakeClock({ now: new Date(Date.now() + 30 * HOUR), zone: "UTC" });
    const parts = partsFor(rig, { clock });
    const end = await runOnce(parts);
    expect(end.troubled).toBe(0);
    expect(readTree(join(rig.destination, "session"))).toEqual(PUBLISHED);
  });

  test("is still scheduled after a restart, and then runs", async () => {
    const rig = createRig();
    rig.hand("session", { schedule: hoursFromNow(3) });
    const first = runDaemonByHand(rig, { settings: unhurried(rig) }, { zone: "UTC" });
    await first.pass(HOUR);
    await first.stop();
    const second = runDaemonByHand(rig, { settings: unhurried(rig) }, { zone: "UTC" });
    await second.pass(2.5 * HOUR);
    expect([second.count("accepted"), second.count("planned")]).toEqual([0, 0]);
    await second.pass(HOUR);
    expect(second.count("archived")).toBe(1);
  });

  test("is left for later by --once", async () => {
    const rig = createRig();
    rig.hand("later", { schedule: hoursFromNow(3) });
    rig.hand("now");
    const clock = createFakeClock({ now: new Date(), zone: "UTC" });
    const parts = partsFor(rig, { clock });
    const end = await runOnce(parts);
    expect(end.troubled).toBe(0);
    const archived = parts.events.flatMap((event) => (event.event === "archived" ? [event.job] : []));
    expect(archived).toEqual(["now"]);
  });

  test.each([-24, -1, 1, 24])("runs once when the clock is set by %i hours while it waits", async (hours) => {
    const rig = createRig();
    rig.hand("session", { schedule: hoursFromNow(2) });
    const daemon = runDaemonByHand(rig, { settings: unhurried(rig) }, { zone: "UTC" });
    await daemon.pass(HOUR);
    daemon.clock.setWallTime(new Date(daemon.clock.now().getTime() + hours * HOUR));
    await daemon.pass(27 * HOUR);
    expect([daemon.count("planned"), daemon.count("archived")]).toEqual([1, 1]);
    daemon.clock.setWallTime(new Date(daemon.clock.now().getTime() - 24 * HOUR));
    await daemon.pass(27 * HOUR);
    expect(daemon.count("planned")).toBe(1);
  });
});

/** The keys of clabe 0.14.1, sorted as it has them. */
function clabeText(text: string): string {
  const { upload_notification_email: _none, ...rest } = JSON.parse(text.replace("...", "")) as Record<string, unknown>;
  const nulls = { checksum_mode_override: null, extra_identifying_info: null, platform: null, schedule_time: null };
  const keys = { ...nulls, transfer_service_args: null, ...rest };
  return Object.entries(keys)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([key, value]) => `${key}: ${JSON.stringify(value)}\n`)
    .join("");
}

describe("settling", () => {
  test.each([
    ["with its mark", (text: string) => text],
    ["as JSON", (text: string) => text.replace("...\n", "")],
    ["as clabe writes it", (text: string) => clabeText(text)],
  ])("a manifest that proves whole by its form is taken at the first look: %s", async (_how, write) => {
    const rig = createRig();
    const daemon = runDaemonByHand(rig, { settings: settingsFor(rig, { settleMs: 600_000, rescanMs: 10 }) });
    writeFileSync(join(rig.flag, "manifest_session.yml"), write(manifestText(rig, { name: "session" })));
    await daemon.pass(200);
    expect([daemon.count("accepted"), daemon.count("archived")]).toEqual([1, 1]);
  });

  test("a manifest that may lack what its writer writes last settles", async () => {
    const rig = createRig();
    const daemon = runDaemonByHand(rig, { settings: settingsFor(rig, { settleMs: 2000, rescanMs: 500 }) });
    const keys = JSON.parse(manifestText(rig, { name: "session" }).replace("...", "")) as Record<string, unknown>;
    const text = Object.entries(keys)
      .filter(([, value]) => value !== null)
      .map(([key, value]) => `${key}: ${JSON.stringify(value)}\n`);
    writeFileSync(join(rig.flag, "manifest_session.yml"), text.join(""));
    await daemon.pass(1500);
    expect(daemon.count("accepted")).toBe(0);
    await daemon.pass(1500);
    expect(daemon.count("accepted")).toBe(1);
  });

  test("what the first look found is what is taken, whatever stands there in the next moment", async () => {
    const rig = createRig();
    const path = rig.hand("session");
    const whole = readFileSync(path);
    let reads = 0;
    const fileSystem: FileSystem = {
      ...nodeFileSystem,
      read: (file) => (file === path && (reads += 1) === 2 ? whole.subarray(0, 40) : nodeFileSystem.read(file)),
    };
    const daemon = runDaemonByHand(rig, {
      fileSystem,
      settings: settingsFor(rig, { settleMs: 600_000, rescanMs: 10 }),
    });
    await daemon.pass(200);
    expect([daemon.count("accepted"), daemon.count("parked")]).toEqual([1, 0]);
    expect(reads).toBeGreaterThan(1);
  });

  test("a manifest that is written piece by piece is taken when it is whole", async () => {
    const rig = createRig();
    const settings = settingsFor(rig, { settleMs: 2000, rescanMs: 500 });
    const daemon = runDaemonByHand(rig, { settings });
    const path = join(rig.flag, "manifest_session.yml");
    const text = manifestText(rig, { name: "session" });
    for (let length = 100; length < text.length; length += 100) {
      writeFileSync(path, text.slice(0, length));
      await daemon.pass(1500);
    }
    expect([daemon.count("accepted"), daemon.count("parked")]).toEqual([0, 0]);
    writeFileSync(path, text);
    await daemon.pass(1000);
    expect([daemon.count("archived"), daemon.count("parked")]).toEqual([1, 0]);
  });

  test("whoever writes it may pause for longer than that: nothing is said of half a manifest for five times as long", async () => {
    const rig = createRig();
    const settings = settingsFor(rig, { settleMs: 2000, rescanMs: 500 });
    const daemon = runDaemonByHand(rig, { settings });
    const path = join(rig.flag, "manifest_session.yml");
    const text = manifestText(rig, { name: "session" });
    writeFileSync(path, text.slice(0, text.length / 2));
    await daemon.pass(9000);
    expect(listJobs(nodeDisk, nodeFileSystem, rig.flag)).toMatchObject([{ step: "new" }]);
    writeFileSync(path, text);
    await daemon.pass(3000);
    expect([daemon.count("archived"), daemon.count("parked")]).toEqual([1, 0]);

    writeFileSync(path, text.slice(0, text.length / 2));
    await daemon.pass(9500);
    expect(daemon.count("parked")).toBe(0);
    await daemon.pass(1500);
    expect(daemon.count("parked")).toBe(1);
  });

  test("a manifest that does not say where it ends waits as long as it would in aind-watchdog-service", async () => {
    const rig = createRig();
    const settings = settingsFor(rig, { settleMs: 2000, rescanMs: 500 });
    const daemon = runDaemonByHand(rig, { settings });
    const { schemas, ...rest } = JSON.parse(manifestText(rig, { name: "session" }).replace("...", "")) as Record<
      string,
      unknown
    >;
    const byHand = { schemas, "noted by": "hand", ...rest };
    const lines = Object.entries(byHand).map(([key, value]) => `${key}: ${JSON.stringify(value)}\n`);
    writeFileSync(join(rig.flag, "manifest_session.yml"), lines.join(""));
    await daemon.pass(8000);
    expect([daemon.count("accepted"), daemon.count("planned")]).toEqual([1, 0]);
    await daemon.pass(3500);
    expect(daemon.count("archived")).toBe(1);
  });
});

describe("the flag folder", () => {
  test("goes away and comes back: said once each, and the jobs go on", async () => {
    const rig = createRig();
    const daemon = runDaemonByHand(rig);
    await daemon.pass(100);
    renameSync(rig.flag, `${rig.flag}-away`);
    await daemon.pass(500);
    expect([daemon.count("flagFolderAway"), daemon.count("flagFolderBack")]).toEqual([1, 0]);
    renameSync(`${rig.flag}-away`, rig.flag);
    rig.hand("session");
    await daemon.pass(200);
    expect([daemon.count("flagFolderAway"), daemon.count("flagFolderBack"), daemon.count("archived")]).toEqual([
      1, 1, 1,
    ]);
  });

  test("deleted and made anew is watched on", async () => {
    const rig = createRig();
    const daemon = runDaemonByHand(rig);
    await daemon.pass(100);
    rmSync(rig.flag, { recursive: true });
    mkdirSync(rig.flag);
    await daemon.pass(100);
    rig.hand("session");
    await daemon.pass(200);
    expect(daemon.count("archived")).toBe(1);
  });

  test("that is away does not cancel the jobs in it", async () => {
    const rig = createRig();
    rig.hand("session", { schedule: hoursFromNow(2) });
    const daemon = runDaemonByHand(rig, { settings: unhurried(rig) }, { zone: "UTC" });
    await daemon.pass(HOUR);
    renameSync(rig.flag, `${rig.flag}-away`);
    await daemon.pass(0.5 * HOUR);
    renameSync(`${rig.flag}-away`, rig.flag);
    await daemon.pass(HOUR);
    expect([daemon.count("parked"), daemon.count("archived")]).toEqual([0, 1]);
  });
});

describe("deleting a manifest", () => {
  const stateOf = (rig: Rig) =>
    foldJobState(toJobRecords(readJournal(jobJournalPath(rig.flag, "manifest_session.yml")).records));

  test("cancels a waiting job; put back it is a new one", async () => {
    const rig = createRig();
    const path = rig.hand("session", { schedule: hoursFromNow(2) });
    const daemon = runDaemonByHand(rig, { settings: unhurried(rig) }, { zone: "UTC" });
    await daemon.pass(HOUR);
    rmSync(path);
    await daemon.pass(3 * HOUR);
    expect([daemon.count("planned"), stateOf(rig).step]).toEqual([0, "cancelled"]);
    rig.hand("session");
    await daemon.pass(HOUR);
    expect(daemon.count("archived")).toBe(1);
  });

  test("while it is copied breaks the copy off and clears it away", async () => {
    const rig = createRig();
    const path = rig.hand("session");
    const parts = partsFor(rig);
    const pool: typeof parts.pool = {
      ...parts.pool,
      run: async (order, options) => {
        rmSync(path, { force: true });
        return parts.pool.run(order, options);
      },
    };
    const daemon = runDaemonByHand(rig, { pool });
    await daemon.pass(500);
    expect([daemon.count("planned"), daemon.count("published"), stateOf(rig).step]).toEqual([1, 0, "cancelled"]);
    expect(readTree(rig.destination)).toEqual({});
  });

  test("while no daemon runs cancels as well", async () => {
    const rig = createRig();
    const path = rig.hand("session", { schedule: hoursFromNow(2) });
    const first = runDaemonByHand(rig, { settings: unhurried(rig) }, { zone: "UTC" });
    await first.pass(HOUR);
    await first.stop();
    rmSync(path);
    const second = runDaemonByHand(rig, { settings: unhurried(rig) }, { zone: "UTC" });
    await second.pass(HOUR);
    expect([second.count("cancelled"), stateOf(rig).step]).toEqual([1, "cancelled"]);
  });
});

test("ends when nothing was pending for so long, and not while something waits", async () => {
  const rig = createRig();
  rig.hand("session", { schedule: hoursFromNow(1) });
  const settings = settingsFor(rig, { rescanMs: 60_000 });
  const daemon = runDaemonByHand(rig, { settings }, { zone: "UTC", idleMs: 10 * 60_000 });
  let ended = "";
  await daemon.pass(0.9 * HOUR);
  expect(daemon.count("planned")).toBe(0);
  await daemon.pass(0.2 * HOUR);
  expect(daemon.count("archived")).toBe(1);
  await daemon.pass(0.5 * HOUR);
  ended = (await daemon.stop()).reason;
  expect(ended).toBe("idle");
});

test("a touched manifest is not done twice", async () => {
  const rig = createRig();
  const path = rig.hand("session", { schedule: hoursFromNow(2) });
  const daemon = runDaemonByHand(rig, { settings: unhurried(rig) }, { zone: "UTC" });
  await daemon.pass(HOUR);
  utimesSync(path, 1_700_000_000, 1_700_000_000);
  await daemon.pass(3 * HOUR);
  expect([daemon.count("accepted"), daemon.count("planned"), daemon.count("archived")]).toEqual([1, 1, 1]);
});
