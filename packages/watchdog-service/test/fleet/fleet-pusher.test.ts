import { appendFileSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { encodeLine, readJournal } from "@rigline/foundation/journal";
import { nodeFileSystem } from "@rigline/foundation/platform";
import { createFakeClock } from "@rigline/foundation/testing";
import { dropWish, jobJournalPath, readJobState, readWishes } from "@rigline/manifest";
import { beforeEach, expect, test } from "vitest";
import { runDaemon } from "../../src/daemon/run-daemon.js";
import { FleetPusher } from "../../src/fleet/fleet-pusher.js";
import { hearJournals } from "../../src/jobs/heard-journals.js";
import { createRig, partsFor, type Rig, type TestParts } from "../support/rig.js";
import { FakeFleet } from "./fake-fleet.js";

const URL = "https://fleet.example.org";
const WHOLE = ["accepted", "destination", "planned", "published", "submitting", "submitted", "archived"];

let rig: Rig;
let parts: TestParts;
let fleet: FakeFleet;
beforeEach(() => {
  rig = createRig();
  parts = partsFor(rig);
  fleet = new FakeFleet();
});

const pusher = (): FleetPusher =>
  new FleetPusher({ ...parts, client: fleet, version: "0.1.0" }, { url: URL, everyMs: 60_000 });

/** A daemon that does what there is to do, and tells the fleet. */
async function daemon(told = pusher()): Promise<void> {
  const openJournal = hearJournals(parts.openJournal, told.journals);
  const options = { once: true, idleMs: undefined, signal: new AbortController().signal };
  await told.during(() => runDaemon({ ...parts, openJournal }, options));
}

const nothing = (): Promise<{ readonly reason: "once" }> => Promise.resolve({ reason: "once" });

test("what the journals say is told once, without lists of files; another daemon has nothing to add", async () => {
  const manifest = basename(rig.hand("one"));
  await daemon();
  expect(fleet.typesOf(manifest).filter((type) => type !== "destination")).toEqual(
    WHOLE.filter((type) => type !== "submitting" && type !== "destination"),
  );
  const wire = JSON.stringify(fleet.pushes);
  for (const path of ["events.csv", "launcher.log"]) expect(wire).not.toContain(path);
  const before = fleet.stored.length;
  await daemon();
  expect(fleet.stored).toHaveLength(before);
  expect(fleet.pushes.at(-1)?.journals).toEqual([]);
  // Who loses the cursor sends again, and it is there once.
  rmSync(join(rig.flag, ".rigline", "fleet.json"));
  await daemon();
  expect(fleet.pushes.some(({ journals }) => journals.length > 0)).toBe(true);
  expect(fleet.stored).toHaveLength(before);
  // And one that loses it with more to tell is told from where on.
  rmSync(join(rig.flag, ".rigline", "fleet.json"));
  appendFileSync(
    jobJournalPath(rig.flag, manifest),
    encodeLine({ type: "redriven", at: "2026-07-14T09:05:00Z", by: "a@b" }),
  );
  await pusher().during(nothing);
  expect(fleet.typesOf(manifest).slice(before)).toEqual(["redriven"]);
  expect(fleet.stored).toHaveLength(before + 1);
});

test("a fleet that is away, and answers that are lost, cost nothing but time", async () => {
  const clock = createFakeClock();
  parts = { ...parts, clock };
  const manifest = basename(rig.hand("one"));
  let away = 3;
  fleet.disturb = () => {
    away -= 1;
    if (away > 0) throw new Error("nobody answers");
    return away > -3 ? "lost" : undefined;
  };
  const told = pusher();
  const events = parts.events.length;
  let end = (): void => {};
  const running = told.during(async () => {
    const openJournal = hearJournals(parts.openJournal, told.journals);
    await runDaemon({ ...parts, openJournal }, { once: true, idleMs: undefined, signal: new AbortController().signal });
    await new Promise<void>((resolve) => (end = resolve));
    return { reason: "idle" };
  });
  await expect
    .poll(async () => {
      await clock.advance(10 * 60_000);
      return parts.events.at(-1);
    })
    .toMatchObject({ message: expect.stringContaining("is told again") });
  end();
  await running;
  expect(fleet.typesOf(manifest).filter((type) => type === "published")).toEqual(["published"]);
  expect(parts.events.slice(events).filter((event) => event.event === "notice")).toMatchObject([
    { message: expect.stringContaining("can't be told for now") },
    { message: expect.stringContaining("is told again") },
  ]);
});

test("a journal that was set back, and one of a rig that was set up anew, are told as others", async () => {
  const manifest = basename(rig.hand("one"));
  await daemon();
  const journal = jobJournalPath(rig.flag, manifest);
  const lines = readFileSync(journal, "utf8").split("\n");
  // A disk that lost what it had promised: then other lines follow.
  truncateSync(journal, lines.slice(0, 3).join("\n").length + 1);
  appendFileSync(
    journal,
    encodeLine({ type: "parked", at: "2026-07-14T09:05:00Z", code: "X", reason: "x", todo: "x" }),
  );
  await pusher().during(nothing);
  const [first] = fleet.stored;
  const again = fleet.stored.filter(({ epoch }) => epoch === `${first!.epoch}.1`);
  expect(again.map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
  writeFileSync(journal, encodeLine({ type: "held", at: "2026-07-15T09:05:00Z", by: "anna@rig-7" }));
  await pusher().during(nothing);
  expect(fleet.stored.at(-1)).toMatchObject({ seq: 1, type: "held", epoch: expect.not.stringContaining(first!.epoch) });
});

test("what may still be taken back, or is not on the device, is not told yet", async () => {
  const manifest = basename(rig.hand("one"));
  await daemon();
  const told = fleet.stored.length;
  const journal = jobJournalPath(rig.flag, manifest);
  const { records } = readJournal(journal);
  const verified = records.find(({ type }) => type === "verified");
  const submitting = { type: "submitting", endpoint: "http://a.org", idempotencyKey: "k" };
  appendFileSync(journal, [verified!, submitting].map(encodeLine).join(""));
  await pusher().during(nothing);
  expect(fleet.stored).toHaveLength(told);
  appendFileSync(journal, encodeLine({ type: "redriven", by: "anna@rig-7" }));
  await pusher().during(nothing);
  expect(fleet.typesOf(manifest).slice(told)).toEqual(["submitting", "redriven"]);
});

test("what people ask there is asked of the daemon once, and told what came of it", async () => {
  const manifest = basename(rig.hand("one", { schedule: "03:00:00" }));
  await daemon();
  const wish = { job: manifest, by: "anna@fleet", at: "2026-07-14T09:05:00.000Z" };
  fleet.wishes = [
    { id: 1, deed: { do: "hold", reason: "no room" }, ...wish },
    { id: 2, deed: { do: "redrive", now: false }, ...wish },
    { id: 3, deed: { do: "hold" }, ...wish, job: "manifest_nobody.yml" },
  ];
  let isLost = true;
  fleet.disturb = ({ answers }) => (answers.length > 0 && isLost ? ((isLost = false), "lost") : undefined);
  await pusher().during(nothing);
  expect(readWishes(nodeFileSystem, rig.flag)).toMatchObject([{ wish: { deed: { do: "hold" }, by: "anna@fleet" } }]);
  await daemon();
  expect(new Map(fleet.answers.map((answer) => [answer.wish, answer]))).toEqual(
    new Map([
      [1, { wish: 1, outcome: "taken", message: "" }],
      [2, { wish: 2, outcome: "refused", message: expect.stringContaining("held") }],
      [3, { wish: 3, outcome: "refused", message: expect.stringContaining("manifest_nobody") }],
    ]),
  );
  expect(fleet.typesOf(manifest)).toContain("held");
  expect(fleet.typesOf(manifest).filter((type) => type === "held")).toHaveLength(1);
});

test("what was deleted at the rig by `rigline clean` is journalled and told", async () => {
  const manifest = basename(rig.hand("one"));
  await daemon();
  const { digest = "" } = readJobState(nodeFileSystem, rig.flag, manifest) ?? {};
  for (const files of [48, 0]) {
    const deed = { do: "cleaned", digest, files } as const;
    dropWish(nodeFileSystem, rig.flag, { manifest, deed, by: "anna@rig-7", at: "2026-07-14T09:05:00.000Z" });
    await daemon();
  }
  expect(fleet.typesOf(manifest).filter((type) => type === "sourceDeleted")).toEqual(["sourceDeleted"]);
  expect(JSON.stringify(fleet.pushes)).toContain('"files":48,"by":"anna@rig-7"');
});

test("more than goes into one push comes in several", async () => {
  const manifest = basename(rig.hand("one"));
  await daemon();
  const held = { type: "held", at: "2026-07-14T09:05:00Z", by: "a@b" };
  const released = { type: "released", at: "2026-07-14T09:05:00Z", by: "a@b" };
  const lines = Array.from({ length: 1200 }, (_, index) => encodeLine(index % 2 === 0 ? held : released));
  appendFileSync(jobJournalPath(rig.flag, manifest), lines.join(""));
  await pusher().during(nothing);
  expect(fleet.typesOf(manifest).filter((type) => type === "held" || type === "released")).toHaveLength(1200);
  expect(Math.max(...fleet.pushes.map(({ journals }) => journals[0]?.events.length ?? 0))).toBe(500);
});

test("a fleet that takes no push holds up the end of a daemon for five seconds, and nothing after a signal", async () => {
  const clock = createFakeClock();
  parts = { ...parts, clock };
  const push = (_push: unknown, signal: AbortSignal): Promise<never> =>
    new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(new Error("broken off"))));
  const told = (): FleetPusher =>
    new FleetPusher({ ...parts, client: { host: "a.org", push }, version: "0.1.0" }, { url: URL, everyMs: 60_000 });
  let isOver = false;
  const ending = told()
    .during(() => Promise.resolve({ reason: "idle" }))
    .then(() => (isOver = true));
  await clock.advance(4000);
  expect(isOver).toBe(false);
  await clock.advance(1000);
  await ending;
  await told().during(() => Promise.resolve({ reason: "signal" }));
  expect(parts.events).toEqual([]);
});

test("a disk that can't be read or written now costs nothing but time", async () => {
  const manifest = basename(rig.hand("one", { schedule: "03:00:00" }));
  await daemon();
  rmSync(join(rig.flag, ".rigline", "fleet.json"));
  const journal = jobJournalPath(rig.flag, manifest);
  const { fileSystem } = parts;
  const fail = (): never => {
    throw Object.assign(new Error("the disk is full"), { code: "ENOSPC" });
  };
  const stored = fleet.stored.length;
  fleet.wishes = [{ id: 1, job: manifest, deed: { do: "hold" }, by: "anna@fleet", at: "2026-07-14T09:05:00.000Z" }];
  let looks = 0;
  parts = {
    ...parts,
    fileSystem: {
      ...fileSystem,
      writeNew: fail,
      stat: (path) => (path === journal && (looks += 1) > 1 ? fail() : fileSystem.stat(path)),
    },
  };
  const unheard = { message: expect.stringContaining("can't be heard yet") };
  await pusher().during(nothing);
  expect(parts.events.at(-1)).toMatchObject(unheard);
  parts = { ...parts, fileSystem: { ...fileSystem, list: fail } };
  await pusher().during(nothing);
  expect(parts.events.slice(-2)).toMatchObject([unheard, unheard]);
  expect(fleet.answers).toEqual([]);
  parts = { ...parts, fileSystem };
  await pusher().during(nothing);
  await pusher().during(nothing);
  expect(fleet.answers).toEqual([{ wish: 1, outcome: "taken", message: "" }]);
  expect(fleet.stored).toHaveLength(stored);
});
