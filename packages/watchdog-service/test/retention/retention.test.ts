import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Disk, nodeDisk } from "@rigline/foundation/disk";
import { nodeFileSystem } from "@rigline/foundation/platform";
import { createFakeClock } from "@rigline/foundation/testing";
import { jobJournalPath, readJobState, type Receipt } from "@rigline/manifest";
import { expect, test } from "vitest";
import type { DaemonEvent } from "../../src/jobs/daemon-events.js";
import type { DaemonParts } from "../../src/jobs/daemon-parts.js";
import { gatesOfJob } from "../../src/gates/gates-of-job.js";
import { planRetention } from "../../src/retention/plan-retention.js";
import { toRetentionSettings } from "../../src/retention/retention-settings.js";
import { Retainer } from "../../src/retention/retainer.js";
import { createRig, configure, partsFor, type Rig, runOnce, settingsFor } from "../support/rig.js";
import { runMain } from "../support/run-main.js";
import { writeTree } from "../support/temporary-folder.js";

type Rules = NonNullable<Parameters<typeof toRetentionSettings>[0]>;

const DAY = 24 * 60 * 60 * 1000;
const FILE = "manifest_s.yml";

function rulesOf(rules: Partial<Rules>) {
  const settings = toRetentionSettings({ when: "accepted", dry_run: false, ...rules });
  if (settings === undefined) throw new Error("no rules");
  return settings;
}

async function handOff(further: Readonly<Record<string, string>> = {}): Promise<Rig> {
  const rig = createRig();
  writeTree(join(rig.data, "behavior"), further);
  rig.hand("s", { endpoint: null });
  await runOnce(partsFor(rig, { settings: settingsFor(rig) }));
  return rig;
}

/** So many days after the hand-off. */
function clockAt(rig: Rig, days: number) {
  const { at = "" } = readJobState(nodeFileSystem, rig.flag, FILE)?.published ?? {};
  return createFakeClock({ now: new Date(Date.parse(at) + days * DAY), zone: "UTC" });
}

interface Passing {
  readonly days: number;
  readonly free?: number;
  readonly disk?: Disk;
  readonly openJournal?: DaemonParts["openJournal"];
}

/** The daemon goes by the rules once. */
async function pass(
  rig: Rig,
  rules: Partial<Rules>,
  { days, free = 1e12, disk: base = nodeDisk, openJournal }: Passing,
): Promise<readonly DaemonEvent[]> {
  const clock = clockAt(rig, days);
  const events: DaemonEvent[] = [];
  const settings = settingsFor(rig, { allowLocalDestination: true });
  const disk = { ...base, freeSpace: () => free };
  const parts = {
    ...partsFor(rig, { clock, settings, disk, ...(openJournal === undefined ? {} : { openJournal }) }),
    report: (event: DaemonEvent) => void events.push(event),
  };
  await new Retainer(parts, rulesOf(rules)).during(() => clock.advance(10 * 60_000));
  return events;
}

const isThere = (rig: Rig): boolean => existsSync(join(rig.data, "behavior/events.csv"));

test("by rule: what is old enough is deleted, on record, told, and leaves a receipt", async () => {
  const rig = await handOff();
  await pass(rig, { after_days: 14 }, { days: 13 });
  expect(isThere(rig)).toBe(true);
  const events = await pass(rig, { after_days: 14 }, { days: 15 });
  expect(isThere(rig)).toBe(false);
  expect(existsSync(join(rig.data, "behavior/HANDED_OFF.json"))).toBe(true);
  // Named as a schema, and no modality: it stays, as ever.
  expect(existsSync(join(rig.data, "session.json"))).toBe(true);
  expect(events).toContainEqual(expect.objectContaining({ event: "sourceDeleted", job: "s", files: 2, kept: 0 }));
  expect(readFileSync(jobJournalPath(rig.flag, FILE), "utf8")).toMatch(/"sourceDeleted".*"by":"retention@/);
  expect(await pass(rig, { after_days: 14 }, { days: 16 })).toEqual([]);
});

test("a source is looked at as often among many as among few", async () => {
  const looksAmong = async (count: number): Promise<number> => {
    const names = Array.from({ length: count }, (_none, index) => `f${String(index).padStart(3, "0")}.bin`);
    const rig = await handOff(Object.fromEntries(names.map((name) => [name, name])));
    const last = join(rig.data, "behavior", names.at(-1) ?? "");
    let looks = 0;
    const inspect = (path: string) => {
      if (path === last) looks += 1;
      return nodeDisk.inspect(path);
    };
    await pass(rig, { after_days: 14 }, { days: 15, disk: { ...nodeDisk, inspect } });
    expect([isThere(rig), existsSync(last)]).toEqual([false, false]);
    return looks;
  };
  expect(await looksAmong(300)).toBe(await looksAmong(10));
});

test("by need: only while there is not room enough", async () => {
  const rig = await handOff();
  await pass(rig, { below_free_gb: 100 }, { days: 0, free: 200e9 });
  expect(isThere(rig)).toBe(true);
  await pass(rig, { below_free_gb: 100 }, { days: 0, free: 50e9 });
  expect(isThere(rig)).toBe(false);
});

test("by need the oldest go, as many as make room", async () => {
  const rig = await handOff();
  const second = join(rig.root, "second");
  mkdirSync(second);
  writeFileSync(join(second, "b.bin"), "b".repeat(100));
  rig.hand("t", { endpoint: null, modalities: { behavior: [second] }, schemas: [] });
  await runOnce(partsFor(rig, { settings: settingsFor(rig) }));
  const clock = clockAt(rig, 1);
  const disk = { ...nodeDisk, freeSpace: () => 1e9 - 1 };
  const rows = planRetention({ ...partsFor(rig, { clock }), disk }, rulesOf({ below_free_gb: 1 }));
  expect(rows.map(({ name, decision }) => [name, decision])).toEqual([
    ["s", "delete"],
    ["t", "keep"],
  ]);
  // On a disk of its own: room on the one is none on the other.
  const inspect: typeof nodeDisk.inspect = (path) =>
    path === second ? { ...nodeDisk.inspect(path), device: 4711n } : nodeDisk.inspect(path);
  const apart = planRetention(
    { ...partsFor(rig, { clock }), disk: { ...disk, inspect } },
    rulesOf({ below_free_gb: 1 }),
  );
  expect(apart.map(({ name, decision }) => [name, decision])).toEqual([
    ["s", "delete"],
    ["t", "delete"],
  ]);
});

test("never against a gate: what was written since, or a copy that was found damaged", async () => {
  const rig = await handOff();
  writeFileSync(join(rig.data, "behavior/late.csv"), "late");
  expect(await pass(rig, { after_days: 0 }, { days: 30 })).toEqual([]);
  expect(isThere(rig)).toBe(true);
  const other = await handOff();
  const journal = partsFor(other).openJournal(jobJournalPath(other.flag, FILE));
  const found = { missing: 1, changed: 0, unreadable: 0, extra: 0 };
  journal.append({ type: "verified", by: "ada@server", algorithm: "sha256", files: [], found });
  journal.close();
  await pass(other, { after_days: 0 }, { days: 30 });
  expect(isThere(other)).toBe(true);
});

test("a copy that was found damaged is so before any daemon has heard of it, also one of what was sent later", async () => {
  const rig = await handOff();
  await sendLate(rig, "s-late", { "behavior/late.csv": "late" });
  const decisions = () => planRetention(partsFor(rig, { clock: clockAt(rig, 15) }), rulesOf({ after_days: 14 }));
  expect(decisions()).toMatchObject([{ decision: "delete" }]);
  const spoil = async (name: string, file: string): Promise<string> => {
    const path = join(rig.destination, name, file);
    const text = readFileSync(path, "utf8");
    writeFileSync(path, text.toUpperCase());
    expect((await runMain("verify", "-c", rig.config, name)).code).toBe(9);
    writeFileSync(path, text);
    return (await runMain("gates", "-c", rig.config, "s")).stdout;
  };
  expect(await spoil("s-late", "behavior/late.csv")).toMatch(/^s: keep it: only here, or changed since: .*late\.csv/);
  expect(await spoil("s", "behavior/events.csv")).toMatch(/^s: keep it: its copy was not whole when /);
  expect(decisions()).toMatchObject([{ decision: "keep" }]);
  const report = join(rig.root, "r.html");
  await runMain("report", "-c", rig.config, "s", "--output", report);
  expect(readFileSync(report, "utf8")).toContain("<p>keep it at the rig: ");
});

test("sources of which the manifest can't be read, or that can't be looked through, are not said to be the same", async () => {
  const rig = await handOff();
  const clock = clockAt(rig, 30);
  const list = (folder: string): readonly string[] => {
    if (folder.endsWith("behavior")) throw Object.assign(new Error("permission denied"), { code: "EACCES" });
    return nodeDisk.list(folder);
  };
  const sourceGate = (parts: ReturnType<typeof partsFor>) =>
    gatesOfJob(parts, FILE, "accepted").gates.find(({ gate }) => gate === "source still the same");
  const rules = rulesOf({ after_days: 0 });
  const shut = partsFor(rig, { clock, disk: { ...nodeDisk, list } });
  expect(sourceGate(shut)).toMatchObject({
    state: "failed",
    evidence: "not all of it can be looked at: permission denied",
  });
  expect(planRetention(shut, rules)).toMatchObject([{ decision: "keep" }]);
  writeFileSync(join(rig.complete, FILE), "name: [\n");
  const damaged = partsFor(rig, { clock });
  expect(sourceGate(damaged)).toMatchObject({ state: "not verified" });
  expect(planRetention(damaged, rules)).toEqual([]);
});

test("a job whose journal can't be read now holds no other up, and is looked at later", async () => {
  const rig = await handOff();
  rig.hand("t", { endpoint: null });
  await runOnce(partsFor(rig, { settings: settingsFor(rig) }));
  const clock = clockAt(rig, 30);
  const read = (path: string): Uint8Array => {
    if (path === jobJournalPath(rig.flag, FILE)) throw Object.assign(new Error("busy"), { code: "EBUSY" });
    return nodeFileSystem.read(path);
  };
  const namesBy = (fileSystem: typeof nodeFileSystem): readonly string[] =>
    planRetention(partsFor(rig, { clock, fileSystem }), rulesOf({ after_days: 0 })).map(({ name }) => name);
  expect(namesBy({ ...nodeFileSystem, read })).toEqual(["t"]);
  expect(namesBy(nodeFileSystem)).toEqual(["s", "t"]);
});

test("what is not processed stays where that is asked for", async () => {
  const rig = createRig();
  rig.hand("s", { endpoint: "http://dts/api/v2/submit_jobs" });
  await runOnce(partsFor(rig, { settings: settingsFor(rig, { jobStatusUrl: null }) }));
  await pass(rig, { after_days: 0, when: "processed" }, { days: 30 });
  expect(isThere(rig)).toBe(true);
});

test("a copy that is another than was verified is found by the last reading, and nothing is deleted", async () => {
  const rig = await handOff();
  writeFileSync(join(rig.destination, "s/behavior/events.csv"), "time,event\n1,START\n");
  const events = await pass(rig, { after_days: 0 }, { days: 30 });
  expect(isThere(rig)).toBe(true);
  expect(JSON.stringify(events)).toMatch(/not what/);
});

test("jobs that can't be listed now are at the next look, and end no daemon", async () => {
  const rig = await handOff();
  const clock = clockAt(rig, 30);
  let isClosed = true;
  const list = (folder: string): readonly string[] => {
    if (isClosed && folder.endsWith("jobs")) throw Object.assign(new Error("too many open files"), { code: "EMFILE" });
    return nodeDisk.list(folder);
  };
  const settings = settingsFor(rig, { allowLocalDestination: true });
  const parts = partsFor(rig, { clock, settings, disk: { ...nodeDisk, list } });
  await new Retainer(parts, rulesOf({ after_days: 0 })).during(async () => {
    await clock.advance(10 * 60_000);
    expect(isThere(rig)).toBe(true);
    isClosed = false;
    await clock.advance(10 * 60_000);
  });
  expect(isThere(rig)).toBe(false);
});

test("a deletion that was killed before it was on record is put on record, with its receipt", async () => {
  const rig = await handOff();
  const begun = join(rig.flag, ".rigline/retention");
  const isOnRecord = () => readJobState(nodeFileSystem, rig.flag, FILE)?.sourceDeleted;
  const openJournal: DaemonParts["openJournal"] = (path) => {
    const journal = partsFor(rig).openJournal(path);
    const append: typeof journal.append = (...records) => {
      if (records.some(({ type }) => type === "sourceDeleted")) throw new Error("killed");
      journal.append(...records);
    };
    return { ...journal, append };
  };
  await pass(rig, { after_days: 14 }, { days: 20, openJournal });
  expect([isThere(rig), isOnRecord()]).toEqual([false, false]);
  // Killed before it could leave that, either.
  rmSync(join(rig.data, "behavior"), { recursive: true });
  await pass(rig, { after_days: 14 }, { days: 1 });
  expect(isOnRecord()).toBe(true);
  expect(existsSync(join(rig.data, "behavior/HANDED_OFF.json"))).toBe(true);
  expect(existsSync(join(begun, FILE))).toBe(false);
});

test("a dry run deletes nothing, and says what it would", async () => {
  const rig = await handOff();
  const events = await pass(rig, { after_days: 14, dry_run: true }, { days: 15 });
  expect(isThere(rig)).toBe(true);
  expect(JSON.stringify(events)).toContain("would be deleted at the rig: it was handed off");
});

test("the plan is told by `rigline-watchdog retention`, and nothing is deleted by that", async () => {
  const rig = await handOff();
  expect((await runMain("retention", "-c", rig.config)).stdout).toContain("no rule");
  configure(rig, { retention: { after_days: 0 } });
  const { stdout, code } = await runMain("retention", "-c", rig.config, "--dry-run");
  expect(code).toBe(0);
  expect(stdout).toMatch(/^delete {2}s {2}3 files.*: it was handed off/);
  const json = JSON.parse((await runMain("retention", "-c", rig.config, "--json")).stdout) as { sessions: unknown[] };
  expect(json.sessions).toHaveLength(1);
  expect(isThere(rig)).toBe(true);
});

/** What was written since the hand-off is sent after it, as `rigline handoff late` does. */
async function sendLate(rig: Rig, name: string, changes: Readonly<Record<string, string>>, notes = {}): Promise<void> {
  for (const [path, text] of Object.entries(changes)) writeFileSync(join(rig.data, path), text);
  const paths = Object.keys(changes);
  rig.hand(name, {
    endpoint: null,
    schemas: paths.filter((path) => !path.includes("/")).map((path) => join(rig.data, path)),
    notes: { rigline_include: paths.filter((path) => path.includes("/")), ...notes },
  });
  await runOnce(partsFor(rig, { settings: settingsFor(rig) }));
}

test("what was sent after its hand-off goes with its session, is deleted where it was read anew, and stands in the receipt", async () => {
  const rig = await handOff();
  await sendLate(rig, "s-late", { "behavior/late.csv": "late", "behavior/events.csv": "first", "session.json": "{ }" });
  await sendLate(rig, "s-late-2", { "behavior/events.csv": "second" });
  const clock = clockAt(rig, 15);
  expect(gatesOfJob(partsFor(rig, { clock }), FILE, "accepted").verdict).toEqual({ mayDelete: true });
  const rows = planRetention(partsFor(rig, { clock }), rulesOf({ after_days: 14 }));
  expect(rows).toMatchObject([{ name: "s", decision: "delete", files: 7 }]);
  const events = await pass(rig, { after_days: 14 }, { days: 15 });
  const deleted = events.filter(({ event }) => event === "sourceDeleted");
  expect(deleted).toMatchObject([
    { job: "s-late-2", files: 1 },
    { job: "s-late", files: 1 },
    { job: "s", files: 1 },
  ]);
  expect(readdirSync(join(rig.data, "behavior"))).toEqual(["HANDED_OFF.json"]);
  const receipt = JSON.parse(readFileSync(join(rig.data, "behavior/HANDED_OFF.json"), "utf8")) as Receipt;
  expect(receipt.copies).toEqual(["s", "s-late", "s-late-2"].map((name) => join(rig.destination, name)));
  expect(receipt).toMatchObject({ name: "s", files: 7 });
  expect(await pass(rig, { after_days: 14 }, { days: 16 })).toEqual([]);
  // After the session has gone it goes by itself, so many days after it was sent.
  await sendLate(rig, "s-late-3", { "behavior/last.csv": "last" });
  expect(planRetention(partsFor(rig, { clock }), rulesOf({ after_days: 14 }))).toMatchObject([
    { name: "s-late-3", files: 1, decision: "delete" },
  ]);
});

test("what was sent after it is as safe as the session has to be: at each place that is needed, and of its own folders", async () => {
  const rig = createRig();
  const there = { rigline_also_to: [{ destination: join(rig.root, "second"), needed: true }] };
  mkdirSync(join(rig.root, "second"));
  rig.hand("s", { endpoint: null, notes: there });
  await runOnce(partsFor(rig, { settings: settingsFor(rig) }));
  await sendLate(rig, "s-late", { "behavior/late.csv": "late" });
  const decide = () => planRetention(partsFor(rig, { clock: clockAt(rig, 15) }), rulesOf({ after_days: 14 }));
  expect(decide()).toMatchObject([{ name: "s", decision: "keep", why: expect.stringContaining("late.csv") as string }]);
  await sendLate(rig, "s-late-2", { "behavior/late.csv": "later" }, there);
  expect(decide()).toMatchObject([{ name: "s", decision: "delete", files: 4 }]);
  await pass(rig, { after_days: 14 }, { days: 15 });
  const receipt = JSON.parse(readFileSync(join(rig.data, "behavior/HANDED_OFF.json"), "utf8")) as Receipt;
  expect(receipt.copies).toEqual(
    ["destination/s", "second/s", "destination/s-late-2", "second/s-late-2"].map((path) => join(rig.root, path)),
  );
  const other = join(rig.root, "other");
  mkdirSync(other);
  writeFileSync(join(other, "a.bin"), "a");
  rig.hand("t", { endpoint: null, schemas: [] });
  rig.hand("t-late", { endpoint: null, schemas: [], modalities: { behavior: [other] } });
  writeFileSync(join(rig.data, "behavior/b.bin"), "b");
  await runOnce(partsFor(rig, { settings: settingsFor(rig) }));
  // Each by itself: what is only called so was not sent after it.
  const rows = decide().filter(({ name }) => name.startsWith("t"));
  expect(rows.map(({ name, files }) => `${name} ${files}`).toSorted()).toEqual(["t 1", "t-late 1"]);
});

test("a copy that differs is an alarm, on record, and nothing is deleted by it again", async () => {
  const rig = await handOff();
  writeFileSync(join(rig.destination, "s/behavior/events.csv"), "TIME,event\n1,start\n");
  const events = await pass(rig, { after_days: 14 }, { days: 15 });
  const alarm = { event: "verified", job: "s", by: expect.stringMatching(/^retention@/) as string, changed: 1 };
  expect(events).toContainEqual(expect.objectContaining(alarm));
  expect(isThere(rig)).toBe(true);
  expect(readJobState(nodeFileSystem, rig.flag, FILE)?.verification).toMatchObject({ isWhole: false });
  expect((await pass(rig, { after_days: 14 }, { days: 16 })).filter(({ event }) => event === "verified")).toEqual([]);
  expect(isThere(rig)).toBe(true);
});
