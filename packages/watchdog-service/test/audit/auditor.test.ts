import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Disk, nodeDisk } from "@rigline/foundation/disk";
import { createFakeClock } from "@rigline/foundation/testing";
import { nodeFileSystem } from "@rigline/foundation/platform";
import { jobJournalPath, readAuditProgress, readJobState, type JobState } from "@rigline/manifest";
import { expect, test } from "vitest";
import { Auditor } from "../../src/audit/auditor.js";
import { toAuditSettings } from "../../src/audit/audit-settings.js";
import type { DaemonEvent } from "../../src/jobs/daemon-events.js";
import type { WorkPool } from "../../src/work/work-pool.js";
import { createRig, partsFor, runOnce, settingsFor, type Rig } from "../support/rig.js";

const NIGHT = new Date("2099-11-01T23:00:00Z");

interface Night {
  readonly repair?: boolean;
  readonly hear?: readonly DaemonEvent[];
  readonly at?: Date;
  readonly disk?: Disk;
  readonly pool?: WorkPool;
  readonly withinDays?: number;
  readonly hearsHolds?: boolean;
  readonly settings?: Parameters<typeof settingsFor>[1];
}

/** Hands a session off, and gives what is left of it at the rig. */
async function handOff(changes: Parameters<typeof settingsFor>[1] = {}): Promise<Rig> {
  const rig = createRig();
  rig.hand("s", { endpoint: null });
  await runOnce(partsFor(rig, { settings: settingsFor(rig, changes) }));
  return rig;
}

/** What the auditor asks to be recorded in one night, heard by the daemon. */
async function passNight(
  rig: Rig,
  {
    repair = false,
    hear = [],
    at = NIGHT,
    disk = nodeDisk,
    pool,
    withinDays = 1,
    hearsHolds = false,
    settings: changes = {},
  }: Night = {},
): Promise<readonly string[]> {
  const clock = createFakeClock({ now: at, zone: "UTC" });
  const notices: string[] = [];
  const parts = partsFor(rig, {
    clock,
    disk,
    settings: settingsFor(rig, changes),
    report: (event) => void notices.push(textOf(event)),
    ...(pool === undefined ? {} : { pool }),
    hearsHolds,
  });
  const settings = toAuditSettings({
    within_days: withinDays,
    from: "22:00",
    to: "06:00",
    mb_per_s: 20,
    repair,
    stores: false,
  });
  if (settings === undefined) throw new Error("no hours");
  const auditor = new Auditor(parts, settings);
  for (const event of hear) auditor.hearEvent(event);
  await auditor.during(() => clock.advance(2 * 60_000));
  await runOnce(partsFor(rig, { settings: settingsFor(rig) }));
  return notices.filter((text) => text !== "");
}

/** The disk on which an operation fails for the paths that end so. */
function failingAt(
  end: string,
  code: string,
  operations: readonly ("list" | "createNew" | "openSource" | "openPastCache")[],
): Disk {
  const failing = operations.map((operation) => [
    operation,
    (path: string, mode?: number) => {
      if (path.endsWith(end)) throw Object.assign(new Error(`${code}: ${path}`), { code });
      return nodeDisk[operation](path, mode);
    },
  ]);
  return { ...nodeDisk, ...(Object.fromEntries(failing) as Partial<Disk>) };
}

function textOf(event: DaemonEvent): string {
  return event.event === "notice" ? event.message : "";
}

function verificationOf(rig: Rig, file = "manifest_s.yml"): JobState["verification"] {
  return readJobState(nodeFileSystem, rig.flag, file)?.verification;
}

test("a copy is read again by night, and what was found stands in its job's journal", async () => {
  const rig = await handOff();
  await passNight(rig);
  expect(verificationOf(rig)).toMatchObject({
    isWhole: true,
    by: expect.stringMatching(/^re-audit@/) as string,
    found: { missing: 0, changed: 0, unreadable: 0, extra: 0 },
  });
});

test("what was read by night is added to the copy's history of ASC MHL, where custody asks for one", async () => {
  const custody = { custody: "asc-mhl" } as const;
  const rig = await handOff(custody);
  const history = join(rig.destination, "s", "ascmhl");
  writeFileSync(join(rig.destination, "s", "behavior/events.csv"), "time,event\n1,START\n");
  expect(await passNight(rig, { settings: custody })).toEqual([]);
  const [, second = ""] = readdirSync(history)
    .filter((name) => name.endsWith(".mhl"))
    .toSorted();
  const text = readFileSync(join(history, second), "utf8");
  expect(text).toMatch(/behavior\/events\.csv<\/path>\n +<c4 action="failed"/);
  expect(text).toMatch(/session\.json<\/path>\n +<c4 action="verified"/);
  const told = expect.stringContaining("what was read again of it is not in its history of ASC MHL: ") as string;
  const { pool: inner } = partsFor(rig);
  const pool: WorkPool = {
    ...inner,
    run: (order, options) =>
      order.kind === "appendGeneration" ? Promise.reject(new Error("EROFS")) : inner.run(order, options),
  };
  expect(await passNight(rig, { settings: custody, pool, at: new Date("2099-11-02T23:00:00Z") })).toEqual([told]);
  rmSync(join(history, "ascmhl_chain.xml"));
  expect(await passNight(rig, { settings: custody, at: new Date("2099-11-03T23:00:00Z") })).toEqual([told]);
});

test("not by day, and not while a job works on data", async () => {
  const rig = await handOff();
  await passNight(rig, { at: new Date("2099-11-01T12:00:00Z") });
  await passNight(rig, { hear: [{ event: "planned", job: "t", files: 1, bytes: 1 }] });
  expect(verificationOf(rig)).toBeUndefined();
});

test("a copy whose list could not be written at the end of its job is listed by its journal", async () => {
  const rig = await handOff();
  rmSync(join(rig.flag, ".rigline/inventories"), { recursive: true });
  await passNight(rig);
  expect(verificationOf(rig)).toMatchObject({ isWhole: true });
});

test("missing, changed and extra are told", async () => {
  const rig = await handOff();
  const copy = join(rig.destination, "s");
  rmSync(join(copy, "session.json"));
  writeFileSync(join(copy, "behavior/events.csv"), "time,event\n1,START\n");
  writeFileSync(join(copy, "notes.txt"), "new");
  await passNight(rig);
  expect(verificationOf(rig)).toMatchObject({
    isWhole: false,
    found: { missing: 1, changed: 1, unreadable: 0, extra: 1 },
  });
});

test("is brought back from the source, and what was wrong is kept aside", async () => {
  const rig = await handOff();
  const copy = join(rig.destination, "s");
  const wrong = "time,event\n1,START\n";
  writeFileSync(join(copy, "behavior/events.csv"), wrong);
  rmSync(join(copy, "behavior/logs"), { recursive: true });
  const notices = await passNight(rig, { repair: true });
  expect(readFileSync(join(copy, "behavior/events.csv"), "utf8")).toBe("time,event\n1,start\n");
  expect(existsSync(join(copy, "behavior/logs/launcher.log"))).toBe(true);
  const { repaired, isWhole } = verificationOf(rig) ?? {};
  expect(isWhole).toBe(true);
  expect(repaired).toMatchObject({ files: 2, from: "the source at the rig" });
  expect(readFileSync(join(repaired?.aside ?? "", "behavior/events.csv"), "utf8")).toBe(wrong);
  expect(notices.join()).toContain("2 files brought back from the source at the rig");
  const journal = readFileSync(jobJournalPath(rig.flag, "manifest_s.yml"), "utf8");
  // The alarm first, and then that it is over.
  expect(journal.match(/"type":"verified"[^\n]*"found"/g)).toHaveLength(2);
  expect(existsSync(join(rig.destination, ".rigline/repairs/s"))).toBe(false);
});

test("nothing is brought back from a source that was changed too, and that is said", async () => {
  const rig = await handOff();
  const copy = join(rig.destination, "s/behavior/events.csv");
  writeFileSync(copy, "wrong");
  writeFileSync(join(rig.data, "behavior/events.csv"), "wrong as well");
  const notices = await passNight(rig, { repair: true });
  expect(readFileSync(copy, "utf8")).toBe("wrong");
  expect(verificationOf(rig)).toMatchObject({ isWhole: false, found: { changed: 1 } });
  expect(notices.join()).toContain("behavior/events.csv: no other copy of it is known that is whole");
});

test("is brought back from another copy of the session where the source is gone", async () => {
  const other = join(createRig().root, "vault");
  mkdirSync(other);
  const rig = await handOff({ alsoTo: [{ destination: other, needed: true }] });
  rmSync(rig.data, { recursive: true });
  const copy = join(rig.destination, "s/session.json");
  const before = readFileSync(copy, "utf8");
  rmSync(copy);
  await passNight(rig, { repair: true });
  expect(readFileSync(copy, "utf8")).toBe(before);
  expect(verificationOf(rig)?.repaired?.from).toContain(other);
});

test("nothing is read again, or brought back, where the owner of the destination holds all rigs up", async () => {
  const rig = await handOff();
  const hold = join(rig.destination, ".rigline-hold");
  writeFileSync(join(rig.destination, "s", "session.json"), "spoilt");
  writeFileSync(hold, "why: new disks");
  const notices = await passNight(rig, { repair: true, hearsHolds: true });
  expect(notices).toEqual([expect.stringMatching(/^its copy is not read again this night: .*new disks/)]);
  expect(verificationOf(rig)).toBeUndefined();
  writeFileSync(hold, "mode: throttle\nrate: 1 MB/s");
  await passNight(rig, { hearsHolds: true, at: new Date("2099-11-03T23:00:00Z") });
  expect(verificationOf(rig)).toMatchObject({ isWhole: false });
});

test("a copy of which the share is away is no damaged one", async () => {
  const rig = await handOff();
  const { pool } = partsFor(rig);
  const away: WorkPool = {
    ...pool,
    run: (order, options) =>
      order.kind === "lookAtDestination" ? Promise.reject(new Error("the share is away")) : pool.run(order, options),
  };
  rmSync(join(rig.destination, "s"), { recursive: true });
  expect((await passNight(rig, { pool: away })).join()).toContain("can't be read again this night: the share is away");
  expect(verificationOf(rig)).toBeUndefined();
  await passNight(rig);
  expect(verificationOf(rig)?.found).toMatchObject({ missing: 3 });
});

test("one that the transfer service has processed and moved on is not missed, and not looked for again", async () => {
  const rig = await handOff();
  const journal = partsFor(rig).openJournal(jobJournalPath(rig.flag, "manifest_s.yml"));
  journal.append({ type: "upload", state: "success" });
  journal.close();
  rmSync(join(rig.destination, "s"), { recursive: true });
  await passNight(rig);
  expect(verificationOf(rig)).toBeUndefined();
  const { digest = "" } = readJobState(nodeFileSystem, rig.flag, "manifest_s.yml") ?? {};
  expect(readAuditProgress(nodeFileSystem, rig.flag, { file: "manifest_s.yml", digest }).movedOn).toBe(true);
});

test("a reading that a night has no time for is gone on with in the next", async () => {
  const rig = await handOff();
  const day = 24 * 60 * 60 * 1000;
  const published = Date.parse(readJobState(nodeFileSystem, rig.flag, "manifest_s.yml")?.published?.at ?? "");
  const tonight = new Date(Math.floor(published / day) * day + 23 * 60 * 60 * 1000);
  // As much as is due in the first of many nights: a file.
  await passNight(rig, { at: tonight, withinDays: 365 });
  expect(verificationOf(rig)).toBeUndefined();
  await passNight(rig, { at: new Date(tonight.getTime() + day), withinDays: 365 });
  await passNight(rig, { at: new Date(tonight.getTime() + 2 * day), withinDays: 365 });
  expect(verificationOf(rig)).toMatchObject({ isWhole: true });
});

test("jobs that can't be listed at one look are read at the next one of the same night", async () => {
  const rig = await handOff();
  let looks = 0;
  const list = (folder: string): readonly string[] => {
    if (folder.endsWith("jobs") && ++looks === 1) throw new Error("too many open files");
    return nodeDisk.list(folder);
  };
  const notices = await passNight(rig, { disk: { ...nodeDisk, list } });
  expect(notices).toEqual(["copies can't be read again now: too many open files"]);
  expect(verificationOf(rig)).toMatchObject({ isWhole: true });
});

test("a file that can't be brought back is told, and the others are brought back", async () => {
  const rig = await handOff();
  const copy = join(rig.destination, "s/behavior");
  writeFileSync(join(copy, "events.csv"), "wrong");
  rmSync(join(copy, "logs/launcher.log"));
  const disk = failingAt(join("repairs/s/behavior/events.csv"), "EIO", ["createNew"]);
  const notices = await passNight(rig, { repair: true, disk });
  expect(notices.join()).toContain("it can't be brought back: behavior/events.csv: ");
  expect(readFileSync(join(copy, "events.csv"), "utf8")).toBe("wrong");
  expect(readFileSync(join(copy, "logs/launcher.log"), "utf8")).toBe("begin\nend\n");
  expect(verificationOf(rig)).toMatchObject({
    isWhole: false,
    found: { missing: 0, changed: 1 },
    repaired: { files: 1 },
  });
  expect(existsSync(join(rig.destination, ".rigline/repairs/s"))).toBe(false);
});

test("is brought back from another copy of the session where the source can't be read", async () => {
  const other = join(createRig().root, "vault");
  mkdirSync(other);
  const rig = await handOff({ alsoTo: [{ destination: other, needed: true }] });
  const copy = join(rig.destination, "s/behavior/events.csv");
  writeFileSync(copy, "wrong");
  const disk = failingAt(join("data/behavior/events.csv"), "EIO", ["openSource", "openPastCache"]);
  await passNight(rig, { repair: true, disk });
  expect(readFileSync(copy, "utf8")).toBe("time,event\n1,start\n");
  expect(verificationOf(rig)).toMatchObject({ isWhole: true, repaired: { files: 1 } });
  expect(verificationOf(rig)?.repaired?.from).toContain(other);
});
